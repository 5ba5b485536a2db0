"""Accounts of the staff: made by the operator, set up by their owner, closed with all their sessions."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from lachan.accounts.errors import AccountUnknown, AreaUnknown, NameTaken
from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import Actor
from lachan.identity import public as identity


def unit_of(area_code: str) -> areas.Unit | None:
    """The unit of a code; "" is the whole country.  Raises :class:`AreaUnknown`."""
    if not area_code:
        return None
    unit = areas.units_by_code([area_code], timezone.localdate()).get(area_code)
    if unit is None:
        raise AreaUnknown(area_code)
    return unit


@transaction.atomic
def add_staff(actor: Actor, username: str, role: str, area_code: str, *, name: str = "") -> str:
    """Make an account without a password; return the path of its one-time set-up link.

    Raises :class:`NameTaken`, :class:`AreaUnknown`, :class:`RoleUnknown`, :class:`NotAllowed`.
    """
    if User.objects.filter(username=username).exists():
        raise NameTaken(username)
    user = User(username=username, first_name=name)
    user.set_unusable_password()
    user.save()
    identity.place_staff(actor, user.pk, role, unit_of(area_code))
    audit.record(actor, "accounts.add_staff", username, role=role)
    return set_up_path(user)


@transaction.atomic
def renew_staff(actor: Actor, username: str) -> str:
    """For who lost password or telephone: forget both and all sessions, return a new set-up link."""
    user = _member(actor, username)
    user.set_unusable_password()
    user.save()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    end_sessions(user)
    audit.record(actor, "accounts.renew_staff", username)
    return set_up_path(user)


@transaction.atomic
def close_staff(actor: Actor, username: str) -> None:
    """Close an account; its sessions end at once."""
    user = _member(actor, username)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    audit.record(actor, "accounts.close_staff", username)


def _member(actor: Actor, username: str) -> User:
    """Somebody of the actor's units.  Raises :class:`AccountUnknown`, :class:`NotAllowed`."""
    if username not in {member.username for member in identity.staff_members(actor)}:
        raise AccountUnknown(username)
    return User.objects.get(username=username)


def end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


def sign_out_elsewhere(user: User, session_key: str | None) -> None:
    """End every session of this account but one."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=session_key):
        session.end()


def set_up_path(user: User) -> str:
    """Works once, and for a day: the token dies with the password it sets."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("accounts:set_up", args=[uid, default_token_generator.make_token(user)])


def invited(uid: str, token: str) -> User | None:
    """Whose set-up link this is; None where it is wrong, used or too old."""
    try:
        user = User.objects.filter(pk=urlsafe_base64_decode(uid).decode(), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user and default_token_generator.check_token(user, token) else None


@transaction.atomic
def set_password(user: User, password: str) -> None:
    """What the owner of a set-up link chose."""
    user.set_password(password)
    user.save(update_fields=["password"])
    owner = Actor(user.get_username(), user.get_username(), "staff", frozenset(), "")
    audit.record(owner, "accounts.set_password", user.get_username())
