"""An answer of the site in a word of the model."""

from django.http import HttpResponse

WORDS = {200: "shown", 302: "moved", 400: "told", 409: "told", 422: "told", 429: "told", 401: "refused"}
WORDS |= {403: "refused", 404: "not_found", 410: "not_found", 405: "method"}


def word_of(response: HttpResponse) -> str:
    """The answer in a word of the model."""
    to = response.headers.get("HX-Redirect") or response.headers.get("Location", "")
    if to.startswith(("/login/", "/me/sign-in/")) and "next=" in to:
        return "sign_in"
    if response.status_code == 401 and b"token_needed" in response.content:
        return "sign_in"
    return WORDS.get(response.status_code, f"broken ({response.status_code})")
