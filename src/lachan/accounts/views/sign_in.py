"""Citizens sign in: the number, then the code.  Both answers are the same for every number."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.accounts import queries, services
from lachan.accounts.adapters import texts
from lachan.accounts.forms import CodeForm, PhoneForm
from lachan.core import messages as sentences
from lachan.core.errors import DomainError

BACKEND = "django.contrib.auth.backends.ModelBackend"
BACK = "back"  # set by our own pages: where to go on after signing in
OWN_PAGES = "/me/"  # only there a link may lead through the sign-in
ASKED = "asked"  # the code this browser asked for


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The number."""
    if (to := request.GET.get("next", "")).startswith(OWN_PAGES):
        request.session[BACK] = to
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        address = get_adapter().get_client_ip(request)
        try:
            asked = services.ask_code(form.cleaned_data["phone"], address, texts(), now=timezone.now())
        except DomainError as error:
            form.add_error("phone", sentences.sentence(error))
        else:
            request.session[ASKED] = {"id": str(asked.code_id), "shown": asked.shown}
            return redirect("accounts:code")
    return render(request, "accounts/sign_in.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code.  Only the browser that asked for it may use it."""
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            account = services.sign_in(UUID(asked["id"]), form.cleaned_data["code"], now=timezone.now())
        except DomainError as error:
            form.add_error("code", sentences.sentence(error))
        else:
            del request.session[ASKED]
            login(request, account.user, backend=BACKEND)  # a new session key
            request.session["citizen"] = True
            request.session.set_expiry(settings.ACCOUNTS_SESSION_SECONDS["citizen"][1])
            return redirect(request.session.pop(BACK, "") or "accounts:me")
    context = {
        "form": form,
        "shown": asked["shown"],
        "minutes": settings.ACCOUNTS_CODE_MINUTES,
        "state": queries.text_state(UUID(asked["id"]), now=timezone.now()),
    }
    return render(request, "accounts/code.html", context, status=422 if form.errors else 200)


@login_not_required
@require_GET
def text_state(request: HttpRequest) -> HttpResponse:
    """What became of the text that this browser asked for; the page of the code asks again and again."""
    asked = request.session.get(ASKED)
    state = queries.text_state(UUID(asked["id"]), now=timezone.now()) if asked else ""
    return render(request, "accounts/_text.html", {"state": state})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, to where citizens sign in; nobody's codes stay behind on the telephone."""
    logout(request)
    if "gate" in request.COOKIES:  # it is a scanner too: its page clears the codes alone (ADR 0031)
        return redirect(reverse("accounts:sign_in") + "?left")
    answer = redirect("accounts:sign_in")
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer
