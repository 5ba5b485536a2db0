"""What stands between a request and its page: tokens of programmes, the end of a session, the second step,
the wall."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from lachan.accounts.models import Account
from lachan.accounts.queries import account_of, people_in_care
from lachan.accounts.services import actor_with_token
from lachan.core import wall
from lachan.core.access import Actor
from lachan.core.errors import DomainError, NotAllowed
from lachan.core.middleware import problem, refused
from lachan.identity.public import actor_of

Answer = Callable[[HttpRequest], HttpResponseBase]
STEP_SECONDS = 60  # how often the time of the last deed is written
ACCOUNT_PAGES = "/account/"
OPEN_WITHOUT_SECOND_STEP = (ACCOUNT_PAGES, "/logout/", "/ui/")
OWN_TOKENS = {"/api/v1/scans", "/api/v1/bundle"}  # devices have tokens of their own (places)
SHOWN = ("mfa", "socialaccount")  # a single sign-on asks for its own second step


class Programme:
    """The user of a request that showed a token: authenticated, without an account of its own."""

    is_authenticated = is_active = True
    is_anonymous = is_staff = is_superuser = False
    pk = id = None

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_username(self) -> str:
        return self.actor.id


def bearer(get_response: Answer) -> Answer:
    """``Authorization: Bearer …`` gives ``request.actor``; ``X-Acting-For`` names the staff it acts for.

    A cookie sent along counts for nothing, so a form of another site cannot use one (no CSRF check).
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.casefold() != "bearer" or request.path in OWN_TOKENS:
            return get_response(request)
        try:
            actor = actor_with_token(
                token.strip(), request.headers.get("X-Acting-For", ""), now=timezone.now()
            )
            if request.path.startswith((ACCOUNT_PAGES, "/me/")):
                raise NotAllowed("staff", "")
        except DomainError as error:
            return problem(error)
        request.actor = actor  # type: ignore[attr-defined]
        request.user = Programme(actor)  # type: ignore[assignment]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def session_times(get_response: Answer) -> Answer:
    """A session ends some time after its last deed, and some time after signing in, whatever comes first.

    A list that asks for news by itself is no deed.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and not hasattr(request, "actor"):
            _age(request)
        return get_response(request)

    return middleware


def _age(request: HttpRequest) -> None:
    session, now = request.session, time.time()
    began, seen = session.get("began", now), session.get("seen", now)
    idle_s, whole_s = settings.ACCOUNTS_SESSION_SECONDS["citizen" if "citizen" in session else "staff"]
    if now - seen > idle_s or now - began > whole_s:
        logout(request)
    elif "began" not in session:
        session["began"] = session["seen"] = now
    elif now - seen > STEP_SECONDS and not request.headers.get("HX-Trigger", "").endswith("-rows"):
        session["seen"] = now


class second_step:  # reads as a function in the settings; a class because of process_view
    """Staff do nothing before they showed a second factor; who has none is led to set one up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponseBase | None:
        if not request.user.is_authenticated or hasattr(request, "actor"):
            return None
        if "citizen" in request.session:
            is_staff_page = request.path.startswith(ACCOUNT_PAGES)
            return HttpResponseRedirect(reverse("accounts:me")) if is_staff_page else None
        is_open = not getattr(view, "login_required", True) or request.path.startswith(
            OPEN_WITHOUT_SECOND_STEP
        )
        if is_open or not settings.ACCOUNTS_SECOND_FACTOR or _has_shown(request):
            return None
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse(_way(request.user))}?{query}")


def _way(user: Any) -> str:
    """Where this user shows a second factor now, or sets one up."""
    kinds = Authenticator.Type
    if is_mfa_enabled(user, [kinds.TOTP]):
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if is_mfa_enabled(user, [kinds.WEBAUTHN]) else "accounts:second_step"


def _has_shown(request: HttpRequest) -> bool:
    """In this session, not merely once: an old session learns nothing from a factor set up elsewhere."""
    if not request.session.get("second_step"):
        records = get_authentication_records(request, request.user)
        if not any(record["method"] in SHOWN for record in records):
            return False
        request.session["second_step"] = True
    return True


class walled:  # reads as a function in the settings; a class because of process_view
    """A page is made in one transaction that sees no rows but those of who asks (``core.wall``).

    What the page refuses is answered inside it, so that what was written before the refusal stays written.
    Who is not signed in has no transaction, and sees nothing.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.detour = AccountMiddleware(get_response).process_exception  # the page is made before it could

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.user.is_authenticated:
            return None
        with wall.inside(_scope(request)):
            if account := _account(request):
                wall.also(*people_in_care(account))
            try:
                response: HttpResponseBase = view(request, *args, **kwargs)
            except DomainError as error:
                response = refused(request, error)
            except (ImmediateHttpResponse, ReauthenticationRequired) as error:
                response = self.detour(request, error)
            if callable(render := getattr(response, "render", None)):
                response = render()
        return response


def _scope(request: HttpRequest) -> wall.Scope:
    if "citizen" in request.session:
        return wall.Scope(user=request.user.pk)
    try:
        actor = actor_of(request)
    except NotAllowed:
        return wall.Scope(user=request.user.pk)
    return wall.Scope(area_path=actor.area_path, user=request.user.pk, actor=actor.id)


def _account(request: HttpRequest) -> Account | None:
    """The citizen's; none where it was closed: then the page itself refuses."""
    try:
        return account_of(request.user) if "citizen" in request.session else None
    except NotAllowed:
        return None
