"""What every page needs to know of this installation."""

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: whether this is a demonstration, which every entrance says."""
    return {
        "is_demo": settings.ACCOUNTS_DEMO,
        "is_citizen": "citizen" in request.session,
        "single_sign_on": settings.ACCOUNTS_SINGLE_SIGN_ON,
    }
