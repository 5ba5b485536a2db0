"""Who the staff are, and what they may do."""

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from psycopg import sql

from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import ROLES, Actor
from lachan.core.errors import NotAllowed
from lachan.core.statements import run
from lachan.identity.models import Staff

FOLLOW = sql.SQL("""
    UPDATE identity_staff p SET area_id = s.heir_id, area_path = s.path
    FROM unnest(%(area)b::int[], %(heir)b::int[], %(path)b::text[]) AS s (area_id, heir_id, path)
    WHERE p.area_id = s.area_id AND (p.area_id, p.area_path) IS DISTINCT FROM (s.heir_id, s.path)
    RETURNING p.user_id, s.area_id AS from_id, s.heir_id AS to_id
""")


def actor_of(request: HttpRequest) -> Actor:
    """Who sends this request.  Read anew each time: a right taken away is gone at once.

    Raises :class:`NotAllowed` for an account without a place in the house.
    """
    key = request.user.pk
    staff = Staff.objects.filter(user_id=key).first() if key is not None else None
    if staff is None or staff.role not in ROLES:
        raise NotAllowed("staff", "")
    return Actor(
        id=str(request.user.get_username()),
        name=request.user.get_full_name() or str(request.user.get_username()),  # type: ignore[union-attr]
        role=staff.role,
        rights=ROLES[staff.role],
        area_path=staff.area_path,
        area_id=staff.area_id,
    )


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
