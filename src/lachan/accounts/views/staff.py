"""Pages of the staff's own accounts that the library does not have."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lachan.accounts import services
from lachan.accounts.forms import SetUpForm

KINDS = {"has_app": Authenticator.Type.TOTP, "has_passkey": Authenticator.Type.WEBAUTHN}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where everybody begins."""
    return redirect("accounts:me" if "citizen" in request.session else "tracing:home")


@login_not_required
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """The first password, behind a link that works once."""
    user = services.invited(uid, token)
    if user is None:
        return render(request, "accounts/set_up_over.html", status=410)
    form = SetUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.set_password(user, form.cleaned_data["password"])
        messages.success(request, _("The password is set. Log in with it now."))
        return redirect("account_login")
    context = {"form": form, "username": user.get_username()}
    return render(request, "accounts/set_up.html", context, status=422 if form.errors else 200)


@require_GET
def second_step(request: HttpRequest) -> HttpResponse:
    """Why a second step is needed, and the ways to set one up."""
    return render(request, "accounts/second_step.html", {"next": request.GET.get("next", "/")})


class Confirm(AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """The second step of a log-in: a code, or the passkey where there is one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        kinds = {name: is_mfa_enabled(user, [kind]) for name, kind in KINDS.items()}
        return {**super().get_context_data(**kwargs), **kinds}


class SetUpPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """The passkey; its first answer shows the second step in this session."""

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self.request.session["second_step"] = True
        return response


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    success_url = reverse_lazy("mfa_index")


class SetUpApp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """The authenticator app; typing its first code shows the second step in this session."""

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self.request.session["second_step"] = True
        return response
