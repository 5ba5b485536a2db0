"""What every request passes through: security headers, expected errors turned into answers, one log line."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from lachan.core import messages
from lachan.core.errors import DomainError, FormStale, PageUnknown, TokenNeeded, WayUnknown
from lachan.core.stack import roomy

log = logging.getLogger("lachan.request")
Answer = Callable[[HttpRequest], HttpResponseBase]
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)


def room_on_the_stack(get_response: Answer) -> Answer:
    """Pages are made by thousands of small calls: none of them at the end of a chunk of the stack."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return roomy(get_response, request)

    return middleware


def security_headers(get_response: Answer) -> Answer:
    """A strict content policy; pages with people in them are kept by no cache."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cache-Control", "no-store")
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "method": request.method,
                "route": match.view_name if match else "unknown",
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            },
        )
        return response

    return middleware


def vietnamese_first(get_response: Answer) -> Answer:
    """Vietnamese unless somebody chose otherwise on the page.

    What the browser was bought with does not count.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return get_response(request)

    return middleware


class domain_errors:  # reads as a function in the settings; a class because of process_exception
    """A :class:`DomainError` becomes a problem document for programs, a page with a sentence for people.

    So does what Django itself answers without a word.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            allowed = response.headers["Allow"]
            response = refused(request, WayUnknown())
            response.headers["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        return refused(request, error)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to what was refused: a problem document for programs, a page with a sentence for people."""
    log.info("refused", extra={"code": error.code, "blame": error.blame, "status": error.status})
    if request.path.startswith("/api/"):
        return problem(error)
    return render(
        request,
        "ui/refused.html",
        {"sentence": messages.sentence(error), "code": error.code},
        status=error.status,
    )


def problem(error: DomainError) -> HttpResponse:
    """What was refused, for programmes; what needs a token says so."""
    answer = JsonResponse(error.as_problem(), status=error.status, content_type="application/problem+json")
    if error.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="lachan"'
    return answer


def no_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of addresses that do not exist, and of Http404."""
    return refused(request, PageUnknown())


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's view for a form without the right token."""
    return refused(request, FormStale())


class LogInFirst(LoginRequiredMiddleware):
    """Nothing without a log-in; programmes are told so in their own way.

    A page that was polling when the session ended goes to the log-in as a whole.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[Any, Any],
    ) -> HttpResponseBase | None:
        response = super().process_view(request, view_func, view_args, view_kwargs)
        if response is not None and request.path.startswith("/api/"):
            return refused(request, TokenNeeded())
        if response is not None and getattr(request, "htmx", False):
            return HttpResponseClientRedirect(response.headers["Location"])
        return response
