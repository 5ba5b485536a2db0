"""Staff who come from an OpenID Connect provider: which account is theirs, and who stays outside."""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lachan.identity import public as identity


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The provider says who somebody is; what they may do stands here, and only here."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join a new comer to the staff account of the same name, once; refuse everybody else.

        A name that was joined before belongs to the subject it was joined with: at the provider it may have
        been given to somebody else since.
        """
        name = sociallogin.user.get_username()
        if identity.staff_actor(name) is None:
            _refuse(request)
        if not sociallogin.is_existing:
            user = User.objects.get(username=name)
            if SocialAccount.objects.filter(user=user).exists():
                _refuse(request)
            sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        _refuse(request)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves the platform."""


def _refuse(request: HttpRequest) -> NoReturn:
    messages.error(request, _("The single sign-on did not lead to an account of the staff here."))
    raise ImmediateHttpResponse(redirect("account_login"))
