"""Who the staff are, and what they may do."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from psycopg import sql

from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import ROLES, STAFF_ROLES, Actor
from lachan.core.errors import NotAllowed
from lachan.core.statements import run
from lachan.identity.errors import RoleUnknown
from lachan.identity.models import Staff

FOLLOW = sql.SQL("""
    UPDATE identity_staff p SET area_id = s.heir_id, area_path = s.path
    FROM unnest(%(area)b::int[], %(heir)b::int[], %(path)b::text[]) AS s (area_id, heir_id, path)
    WHERE p.area_id = s.area_id AND (p.area_id, p.area_path) IS DISTINCT FROM (s.heir_id, s.path)
    RETURNING p.user_id, s.area_id AS from_id, s.heir_id AS to_id
""")


@dataclass(frozen=True, slots=True)
class Member:
    """An account of the staff, as a list shows it."""

    username: str
    name: str
    role: str
    area_id: int | None
    is_active: bool
    last_login: datetime | None


def actor_of(request: HttpRequest) -> Actor:
    """Who sends this request.  Read anew for each request: a right taken away is gone at once.

    A programme that showed its token is already known as ``request.actor``.
    Raises :class:`NotAllowed` for an account without a place in the house.
    """
    machine = getattr(request, "actor", None)
    if isinstance(machine, Actor):
        return machine
    known = getattr(request, "staff_actor", None)
    if isinstance(known, Actor):
        return known
    key = request.user.pk
    staff = Staff.objects.select_related("user").filter(user_id=key).first() if key is not None else None
    if staff is None or staff.role not in STAFF_ROLES:
        raise NotAllowed("staff", "")
    request.staff_actor = _actor(staff)  # type: ignore[attr-defined]  # for this request
    return request.staff_actor  # type: ignore[attr-defined,no-any-return]


def staff_actor(username: str) -> Actor | None:
    """What the account may do; None where it is closed or has no place in the house."""
    staff = Staff.objects.select_related("user").filter(user__username=username, user__is_active=True).first()
    return _actor(staff) if staff and staff.role in STAFF_ROLES else None


def _actor(staff: Staff) -> Actor:
    username = staff.user.get_username()
    return Actor(
        id=username,
        name=staff.user.get_full_name() or username,
        role=staff.role,
        rights=ROLES[staff.role],
        area_path=staff.area_path,
        area_id=staff.area_id,
    )


@transaction.atomic
def place_staff(actor: Actor, user_id: int, role: str, unit: areas.Unit | None) -> None:
    """Give an account its role and unit, in the place of those it had.

    Raises :class:`RoleUnknown`, :class:`NotAllowed`.
    """
    path = unit.path if unit else ""
    actor.need("accounts.staff", path)
    if role not in STAFF_ROLES:
        raise RoleUnknown(role, ", ".join(sorted(STAFF_ROLES)))
    Staff.objects.update_or_create(
        user_id=user_id, defaults={"role": role, "area_id": unit.id if unit else None, "area_path": path}
    )
    audit.record(actor, "identity.place_staff", str(user_id), area_path=path, role=role)


def staff_members(actor: Actor) -> list[Member]:
    """Everybody with a place in the actor's units."""
    actor.need_anywhere("accounts.staff")
    rows = Staff.objects.select_related("user").filter(area_path__startswith=actor.area_path)
    return [
        Member(
            s.user.get_username(),
            s.user.get_full_name(),
            s.role,
            s.area_id,
            s.user.is_active,
            s.user.last_login,
        )
        for s in rows.order_by("user__username")
    ]


@transaction.atomic
def follow_units(actor: Actor) -> int:
    """Let staff follow the unit they work for where all of it became another; return how many did.

    Where it was divided nobody is given the units around it: the scope stays until somebody decides.
    """
    actor.need("identity.load", "")
    whole = [unit for unit in areas.standing(timezone.localdate()) if unit.heir_id is not None]
    moved = run(
        FOLLOW,
        {
            "area": [unit.area_id for unit in whole],
            "heir": [unit.heir_id for unit in whole],
            "path": [unit.path for unit in whole],
        },
        prepare=False,
    )
    if moved:
        audit.record(actor, "identity.follow_units", "staff", moved=moved)
    return len(moved)
