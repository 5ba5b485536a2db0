"""Writes: how many people a unit has, by several ways of counting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas import queries
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.batches import Origin, pick
from lachan.core.statements import run
from lachan.core.tables import Reject


@dataclass(frozen=True, slots=True)
class DenominatorRow:
    """Denominators, column by column; all of one length."""

    origin: Origin
    area_code: Sequence[str]
    name: Sequence[str]
    year: Sequence[int]
    persons: Sequence[int]
    source: Sequence[str]


STORE = sql.SQL("""
    INSERT INTO areas_denominator AS d (area_id, name, year, persons, source)
    SELECT DISTINCT ON (area, name, year) *
    FROM unnest(%(area)b::int[], %(name)b::text[], %(year)b::smallint[], %(persons)b::int[],
                %(source)b::text[]) AS new (area, name, year, persons, source)
    ORDER BY area, name, year
    ON CONFLICT (area_id, name, year) DO UPDATE SET persons = EXCLUDED.persons, source = EXCLUDED.source
    WHERE (d.persons, d.source) IS DISTINCT FROM (EXCLUDED.persons, EXCLUDED.source)
    RETURNING id
""")


@transaction.atomic
def load_denominators(actor: Actor, rows: DenominatorRow, on: date | None = None) -> tuple[int, list[Reject]]:
    """Store how many people the units of today, or of a day, have; how many changed, and rejects."""
    actor.need("areas.load", "")
    day = on or timezone.localdate()
    units = queries.units_by_code(rows.area_code, day)
    rows.origin.refuse_where(
        [code not in units for code in rows.area_code],
        "area_code",
        "areas.unknown_code",
        lambda i: f"no unit has the code {rows.area_code[i]!r} {f'on {on}' if on else 'today'}",
    )
    counts = [f"{a} {n} {y}" for a, n, y in zip(rows.area_code, rows.name, rows.year, strict=True)]
    rows.origin.refuse_told_otherwise("name", "areas.code_twice", counts, rows.persons, rows.source)
    good = rows.origin.good
    changed = run(
        STORE,
        {
            "area": [units[code].id for code in pick(rows.area_code, good)],
            "name": pick(rows.name, good),
            "year": pick(rows.year, good),
            "persons": pick(rows.persons, good),
            "source": pick(rows.source, good),
        },
        prepare=False,
    )
    if changed:
        audit.record(actor, "areas.count_people", "areas", changed=len(changed))
    return len(changed), rows.origin.told
