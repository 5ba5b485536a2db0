"""What django-allauth asks us: who may sign in how often, how secrets are kept, which words are said."""

import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lachan.accounts.adapters import factors
from lachan.accounts.rules import network_of
from lachan.core import limits
from lachan.core.errors import TooMany
from lachan.core.limits import Limit, Use

QUARTER = timedelta(minutes=15)
FRESH_SECONDS = 300  # who signed in so recently is not asked for the password once more
WRONG = _("The log-in name or the password is not right.")
TOO_OFTEN = _("This was tried too often. Wait a quarter of an hour, or ask your manager.")
SAID = {
    "account/messages/password_changed.txt": _("The new password holds from now on."),
    "mfa/messages/totp_activated.txt": _("The second step is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is no longer asked for."),
    "mfa/messages/recovery_codes_generated.txt": _("Recovery codes were made. Keep them in a safe place."),
    "mfa/messages/webauthn_added.txt": _("The passkey is set up."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "usersessions/messages/sessions_logged_out.txt": _("All other sessions have ended."),
}


def spend_tries(address: str, username: str) -> None:
    """Count one try to sign in, for the account, the address and its neighbourhood.

    Raises ValidationError: no more for now.  An account that does not exist is counted like any other.
    """
    keys = {"account": username.casefold(), "address": address, "network": network_of(address)}
    _take(*(Use(_limit(f"login.{what}", what), key) for what, key in keys.items()))


def spend_factor(user: AbstractBaseUser) -> None:
    """Count one try at a second factor.  Raises ValidationError: no more for now."""
    _take(Use(_limit("factor", "account"), str(user.pk)))


def _limit(name: str, cap: str) -> Limit:
    return Limit(f"accounts.{name}", settings.ACCOUNTS_LOGIN_CAPS[cap], QUARTER)


def _take(*uses: Use) -> None:
    try:
        limits.take(*uses)
    except TooMany:
        raise ValidationError(TOO_OFTEN, code="too_often") from None


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Signing in of the staff."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The password is not right."),
        "same_as_current": _("The new password must differ from the old one."),
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # accounts of the staff are made by `lachan staff add`

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        spend_tries(self.get_client_ip(request), str(credentials.get("username", "")))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes after signing in."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not any(time.time() - record["at"] < FRESH_SECONDS for record in records)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what we have a sentence for is said."""
        if message_template in SAID:
            messages.add_message(request, level, str(SAID[message_template]), extra_tags=extra_tags)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves the platform."""


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors; their secrets are sealed with a key made from the ring of keys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Use the one the app shows now."),
        "cannot_delete_authenticator": _("A second step is needed for this account."),
    }

    def get_totp_issuer(self) -> str:
        return "Lá Chắn"

    def encrypt(self, text: str) -> str:
        return factors.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factors.opened(encrypted_text)
