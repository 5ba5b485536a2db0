"""Programmes that work here: tokens shown once, kept as digests, and what they may do."""

import secrets
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from lachan.accounts.errors import AccountUnknown, NameTaken, TokenRefused
from lachan.accounts.models import Service
from lachan.accounts.rules import TOKEN_PREFIX
from lachan.accounts.services.staff import unit_of
from lachan.core import audit, sealing
from lachan.core.access import ROLES, STAFF_ROLES, Actor
from lachan.core.errors import NotAllowed
from lachan.identity import public as identity


@transaction.atomic
def add_service(
    actor: Actor, name: str, role: str, area_code: str, *, ends_at: datetime | None, now: datetime
) -> str:
    """Make a service; return its token, which is nowhere to be read again.

    Raises :class:`NotAllowed`, :class:`NameTaken`, :class:`AreaUnknown`, :class:`RoleUnknown`.
    """
    unit = unit_of(area_code)
    path = unit.path if unit else ""
    actor.need("accounts.services", path)
    if role not in STAFF_ROLES:
        raise identity.RoleUnknown(role, ", ".join(sorted(STAFF_ROLES)))
    if Service.objects.filter(name=name, revoked_at=None).exists():
        raise NameTaken(name)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    Service.objects.create(
        name=name,
        role=role,
        area_id=unit.id if unit else None,
        area_path=path,
        token_digest=_digest(token),
        made_at=now,
        made_by=actor.id,
        ends_at=ends_at,
    )
    audit.record(actor, "accounts.add_service", name, area_path=path, role=role)
    return token


@transaction.atomic
def revoke_service(actor: Actor, name: str, *, now: datetime) -> None:
    """The token is worth nothing from now on.  Raises :class:`AccountUnknown`, :class:`NotAllowed`."""
    found = Service.objects.select_for_update().filter(name=name, revoked_at=None).first()
    if found is None or not found.area_path.startswith(actor.area_path):
        raise AccountUnknown(name)
    actor.need("accounts.services", found.area_path)
    found.revoked_at, found.revoked_by = now, actor.id
    found.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(actor, "accounts.revoke_service", name, area_path=found.area_path)


def programmes(actor: Actor) -> list[Service]:
    """Services of the actor's units, by name; revoked ones too."""
    actor.need_anywhere("accounts.services")
    return list(Service.objects.filter(area_path__startswith=actor.area_path).order_by("name", "made_at"))


def actor_with_token(token: str, acting_for: str, *, now: datetime) -> Actor:
    """Who shows this token.  Acting for somebody of the staff, it may do what both may, where both may.

    Raises :class:`TokenRefused`: unknown, revoked and expired look alike; :class:`NotAllowed`: the two share
    nothing.
    """
    found = Service.objects.filter(token_digest=_digest(token), revoked_at=None).first()
    if found is None or (found.ends_at is not None and found.ends_at <= now) or found.role not in ROLES:
        raise TokenRefused
    if found.used_on != now.date():
        Service.objects.filter(pk=found.pk).update(used_on=now.date())
    own = Actor(
        id=f"service:{found.name}",
        name=found.name,
        role=found.role,
        rights=ROLES[found.role],
        area_path=found.area_path,
        area_id=found.area_id,
    )
    return _narrowed(own, acting_for) if acting_for else own


def _narrowed(own: Actor, username: str) -> Actor:
    person = identity.staff_actor(username)
    if person is None:
        raise NotAllowed("staff", "")
    inner, outer = (person, own) if person.area_path.startswith(own.area_path) else (own, person)
    if not inner.area_path.startswith(outer.area_path):
        raise NotAllowed("staff", person.area_path)
    return replace(
        own,
        id=f"{own.id}/{person.id}",
        name=f"{person.name} ({own.name})",
        rights=own.rights & person.rights,
        area_path=inner.area_path,
        area_id=inner.area_id,
    )


def _digest(token: str) -> str:
    """256 random bits need no slow hash; the key keeps a stolen table from being compared with anything."""
    return sealing.mac(token.encode(), purpose="accounts.token").hex()
