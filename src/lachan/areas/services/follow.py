"""Writes: rows of other rooms follow their unit, in one statement, when that room asks for it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas import queries
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.statements import run

# What followed its unit into a successor is kept, so that nobody has to guess where it was before.
CARRY = sql.SQL("""
    WITH carried AS (
        UPDATE {table} t SET area_id = coalesce(s.heir_id, s.area_id), area_path = s.path
        FROM unnest(%(area)b::int[], %(heir)b::int[], %(path)b::text[]) AS s (area_id, heir_id, path)
        WHERE t.area_id = s.area_id
              AND (t.area_id, t.area_path) IS DISTINCT FROM (coalesce(s.heir_id, s.area_id), s.path)
        RETURNING t.id, s.area_id AS from_id, t.area_id AS to_id),
    kept AS (
        INSERT INTO areas_move (subject, subject_id, from_unit_id, to_unit_id, moved_at)
        SELECT %(subject)s, id, from_id, to_id, %(now)s FROM carried WHERE from_id <> to_id
        ON CONFLICT (subject, subject_id, from_unit_id) WHERE decision_id IS NULL DO NOTHING)
    SELECT count(*) AS carried FROM carried
""")
CARRY_PATHS = sql.SQL("""
    WITH carried AS (
        UPDATE {table} t SET area_path = s.path
        FROM unnest(%(area)b::int[], %(path)b::text[]) AS s (area_id, path)
        WHERE t.area_path <> '' AND split_part(rtrim(t.area_path, '.'), '.', -1)::int = s.area_id
              AND t.area_path <> s.path
        RETURNING 1)
    SELECT count(*) AS carried FROM carried
""")


@transaction.atomic
def carry_over(actor: Actor, table: str, *, on: date | None = None, units: Sequence[int] = ()) -> int:
    """Let the rows of the caller's own ``table`` follow their unit; return how many did.

    The table has ``id``, ``area_id`` and ``area_path``.  Where the whole unit became another, both columns
    tell that one.  Where it was divided, ``area_id`` stays, for somebody to decide, and ``area_path`` is that
    of the nearest unit above all parts: it is still somebody's work.  A second time nothing happens.
    ``units``: only those of these units.
    """
    now = timezone.now()
    found = queries.standing(on or timezone.localdate(now), units or None)
    [told] = run(
        CARRY.format(table=sql.Identifier(table)),
        {
            "area": [unit.area_id for unit in found],
            "heir": [unit.heir_id for unit in found],
            "path": [unit.path for unit in found],
            "subject": table,
            "now": now,
        },
        prepare=False,
    )
    return _recorded(actor, table, told["carried"])


@transaction.atomic
def carry_paths(actor: Actor, table: str, *, on: date | None = None, units: Sequence[int] = ()) -> int:
    """The same for a table that keeps the path alone."""
    found = queries.standing(on or timezone.localdate(), units or None)
    [told] = run(
        CARRY_PATHS.format(table=sql.Identifier(table)),
        {"area": [unit.area_id for unit in found], "path": [unit.path for unit in found]},
        prepare=False,
    )
    return _recorded(actor, table, told["carried"])


def _recorded(actor: Actor, table: str, carried: int) -> int:
    if carried:
        audit.record(actor, "areas.carry_over", table, carried=carried)
    return carried
