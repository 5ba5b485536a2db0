"""Writes: what is left in a divided unit is placed in one of its successors by somebody, and put back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas import queries
from lachan.areas.errors import NothingWaits, NotItsSuccessor, TakenBackAlready
from lachan.areas.events import RowsPlaced
from lachan.areas.models import Decision
from lachan.areas.queries import Unit
from lachan.core import audit
from lachan.core.access import Actor, end_of
from lachan.core.errors import NotFound
from lachan.core.events import emit
from lachan.core.statements import run

PLACE = sql.SQL("""
    WITH placed AS (
        UPDATE {table} t SET area_id = %(to)b::int, area_path = %(to_path)b::text
        WHERE t.area_id = %(from)b::int AND t.area_path >= %(path)b::text COLLATE "C"
              AND t.area_path < %(until)b::text COLLATE "C"
              AND (%(chosen)b::bigint[] IS NULL OR t.id = ANY (%(chosen)b::bigint[]))
        RETURNING t.id),
    kept AS (
        INSERT INTO areas_move (subject, subject_id, from_unit_id, to_unit_id, moved_at, decision_id)
        SELECT %(subject)b::text, id, %(from)b::int, %(to)b::int, %(now)b::timestamptz, %(decision)b::uuid
        FROM placed)
    SELECT count(*) AS placed FROM placed
""")
# What was moved again since stays where it was moved to.
PUT_BACK = sql.SQL("""
    WITH back AS (
        UPDATE {table} t SET area_id = m.from_unit_id, area_path = %(path)b::text
        FROM areas_move m
        WHERE m.decision_id = %(decision)b::uuid AND m.subject = %(subject)b::text AND m.subject_id = t.id
              AND t.area_id = m.to_unit_id
        RETURNING t.id)
    SELECT count(*) AS back FROM back
""")


@dataclass(frozen=True, slots=True)
class Placing:
    """One decision under way: what the rooms that own the rows need of it."""

    id: UUID
    from_id: int
    to: Unit


@dataclass(frozen=True, slots=True)
class PutBack:
    """A decision that is being taken back; ``path`` is of whoever answers for the old unit today."""

    id: UUID
    from_id: int
    path: str


@transaction.atomic
def open_placing(actor: Actor, from_id: int, to_id: int, *, on: date | None = None) -> Placing:
    """Begin a decision: some of what is left in a unit belongs to a successor, or to a hamlet there.

    Raises :class:`NotItsSuccessor`, :class:`NotAllowed`, :class:`NotFound`.
    """
    to = queries.units([to_id]).get(to_id)
    if to is None:
        raise NotFound("unit")
    actor.need("areas.assign", to.path)
    known = queries.undecided(on or timezone.localdate(), [from_id])
    if not any(to.path.startswith(each.unit.path) for old in known for each in old.successors):
        raise NotItsSuccessor
    made = Decision.objects.create(
        from_unit_id=from_id, to_unit_id=to_id, area_path=to.path, by=actor.id, at=timezone.now()
    )
    return Placing(made.id, from_id, to)


@transaction.atomic
def place(actor: Actor, table: str, placing: Placing, chosen: Sequence[int] | None) -> int:
    """Place rows of the caller's own ``table`` that are left in the unit, all where ``chosen`` is None.

    Only rows in the actor's area; the table has ``id``, ``area_id`` and ``area_path``.
    """
    actor.need("areas.assign", placing.to.path)
    [told] = run(
        PLACE.format(table=sql.Identifier(table)),
        {
            "from": placing.from_id,
            "to": placing.to.id,
            "to_path": placing.to.path,
            "path": actor.area_path,
            "until": end_of(actor.area_path),
            "chosen": None if chosen is None else list(chosen),
            "subject": table,
            "now": timezone.now(),
            "decision": placing.id,
        },
        prepare=False,
    )
    placed: int = told["placed"]
    return placed


@transaction.atomic
def close_placing(actor: Actor, placing: Placing, moved: int) -> None:
    """End a decision by which so many rows were placed.

    Raises :class:`NothingWaits` where none was.  Emits :class:`RowsPlaced`.
    """
    if not moved:
        raise NothingWaits
    Decision.objects.filter(pk=placing.id).update(moved=moved)
    emit(RowsPlaced(str(placing.id)))
    audit.record(
        actor, "areas.place", str(placing.id), area_path=placing.to.path, moved=moved, unit=placing.from_id
    )


@transaction.atomic
def take_back(actor: Actor, decision_id: UUID) -> PutBack:
    """Take a decision back; the rooms that own the rows then put them back.

    Raises :class:`TakenBackAlready`, :class:`NotAllowed`, :class:`NotFound`.  Emits :class:`RowsPlaced`.
    """
    decision = Decision.objects.select_for_update().filter(pk=decision_id).first()
    if decision is None:
        raise NotFound("decision")
    actor.need("areas.assign", decision.area_path)
    if decision.taken_back_at is not None:
        raise TakenBackAlready
    [stands] = queries.standing(timezone.localdate(), [decision.from_unit_id])
    decision.taken_back_at, decision.taken_back_by = timezone.now(), actor.id
    decision.save(update_fields=["taken_back_at", "taken_back_by"])
    emit(RowsPlaced(str(decision_id), is_taken_back=True))
    audit.record(actor, "areas.take_back", str(decision_id), area_path=decision.area_path)
    return PutBack(decision_id, decision.from_unit_id, stands.path)


@transaction.atomic
def put_back(actor: Actor, table: str, back: PutBack) -> int:
    """Put rows of the caller's own ``table`` back into the unit that a decision took them from."""
    actor.need_anywhere("areas.assign")
    [told] = run(
        PUT_BACK.format(table=sql.Identifier(table)),
        {"decision": back.id, "subject": table, "path": back.path},
        prepare=False,
    )
    put: int = told["back"]
    return put
