"""Writes: where people live, when somebody says so."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.errors import NotFound
from lachan.core.statements import run
from lachan.identity.models import Person
from lachan.identity.queries.people import person
from lachan.identity.rules import Purpose

TABLE = "identity_person"
# A pair waits where the later told of the two lives, if it waited where that one lived before.
MOVE_REVIEWS = sql.SQL("""
    UPDATE identity_review r SET area_path = p.area_path
    FROM identity_person p
    WHERE p.id = ANY (%(people)b::bigint[]) AND r.person_id = p.id AND r.decision = ''
          AND r.area_path <> p.area_path
""")


def place_people(actor: Actor, placing: areas.Placing, chosen: Sequence[int] | None) -> int:
    """Place people who are left in a divided unit, all of them where ``chosen`` is None; return how many."""
    return areas.place(actor, TABLE, placing, chosen)


def put_people_back(actor: Actor, back: areas.PutBack) -> int:
    """Put people back into the unit that a decision took them from; return how many."""
    return areas.put_back(actor, TABLE, back)


@transaction.atomic
def follow_people(actor: Actor, decision: UUID) -> list[int]:
    """Let what waits about people follow them after a decision; return who they are."""
    actor.need("identity.load", "")
    moved = areas.placed(decision, TABLE).ids
    run(MOVE_REVIEWS, {"people": moved}, prepare=False)
    return moved


@transaction.atomic
def place_person(actor: Actor, code: str, unit_id: int) -> None:
    """Somebody of the actor's area lives in this unit of it, a hamlet or a commune.

    Raises :class:`PersonUnknown`, :class:`NotFound`, :class:`NotAllowed`.
    """
    actor.need_anywhere("identity.place")
    who = person(actor, code, Purpose.NAMELESS)
    unit = areas.units([unit_id]).get(unit_id)
    if unit is None or not areas.stands(unit_id, timezone.localdate()):
        raise NotFound("unit")
    actor.need("identity.place", unit.path)
    Person.objects.filter(pk=who.id).update(area_id=unit.id, area_path=unit.path)
    audit.record(actor, "identity.place", code, area_path=unit.path, before=who.area_id, unit=unit.id)
