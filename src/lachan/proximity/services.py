"""Writes: encounters by the million."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.core import partitions
from lachan.core.access import Actor
from lachan.core.batches import CLOCK_TOLERANCE, FIRST_INSTANT, Origin, pick
from lachan.core.copying import Column, copy_days
from lachan.core.events import emit
from lachan.core.statements import run
from lachan.core.tables import Reject
from lachan.identity import public as identity
from lachan.proximity.events import WatchedEncountersLanded
from lachan.proximity.models import LONGEST_ENCOUNTER


@dataclass(frozen=True, slots=True)
class EncounterColumns:
    """Encounters, column by column, people by code; all of one length."""

    origin: Origin
    person_a: Sequence[str]
    person_b: Sequence[str]
    start: Sequence[datetime]
    end: Sequence[datetime | None]
    distance_m: Sequence[float | None]
    rssi_dbm: Sequence[int | None]
    masked: Sequence[bool | None]


# Told by both phones, or twice, the nearer, longer, barer account stands, whatever the order of arrival.  One
# that was open until now is looked at as if it still were: its end may end what was supposed.
# (``proximity_encounter`` shows the rows as they were before.)
STORE_ENCOUNTERS = sql.SQL("""
    WITH put AS (
        INSERT INTO proximity_encounter AS e
               (person_a, started_at, person_b, ended_at, distance_m, rssi_dbm, masked)
        SELECT least(a, b), started_at, greatest(a, b), max(ended_at), min(distance_m), max(rssi_dbm),
               bool_and(masked)
        FROM unnest(%(a)b::bigint[], %(b)b::bigint[], %(start)b::timestamptz[], %(end)b::timestamptz[],
                    %(distance_m)b::float8[], %(rssi_dbm)b::smallint[], %(masked)b::boolean[])
             AS new(a, b, started_at, ended_at, distance_m, rssi_dbm, masked)
        GROUP BY least(a, b), started_at, greatest(a, b) ORDER BY 1, 2, 3
        ON CONFLICT (person_a, started_at, person_b) DO UPDATE SET
            ended_at = greatest(e.ended_at, EXCLUDED.ended_at),
            distance_m = least(e.distance_m, EXCLUDED.distance_m),
            rssi_dbm = greatest(e.rssi_dbm, EXCLUDED.rssi_dbm),
            masked = CASE WHEN false IN (e.masked, EXCLUDED.masked) THEN false
                          ELSE coalesce(e.masked, EXCLUDED.masked) END
        WHERE EXCLUDED.ended_at > coalesce(e.ended_at, '-infinity')
              OR EXCLUDED.distance_m < coalesce(e.distance_m, 'infinity')
              OR EXCLUDED.rssi_dbm > coalesce(e.rssi_dbm, -32768)
              OR EXCLUDED.masked IS NOT NULL AND e.masked IS NULL OR EXCLUDED.masked < e.masked
        RETURNING person_a, person_b, started_at, ended_at),
    near AS (
        SELECT w.ref, w.starts_at, put.*
        FROM put CROSS JOIN LATERAL (VALUES (put.person_a), (put.person_b)) AS side(person_id)
             JOIN core_watch w ON w.topic = 'proximity.person' AND w.key = side.person_id
             AND w.starts_at < put.started_at + interval '1 day' AND put.started_at < w.ends_at),
    heard AS (
        SELECT DISTINCT near.ref FROM near
        WHERE near.ended_at IS NULL OR near.starts_at < near.ended_at
              OR EXISTS (SELECT FROM proximity_encounter e WHERE e.ended_at IS NULL
                         AND (e.person_a, e.started_at, e.person_b) =
                             (near.person_a, near.started_at, near.person_b)))
    SELECT (SELECT count(*) FROM put) AS stored, ARRAY(SELECT ref::text FROM heard ORDER BY 1) AS refs
""")


@transaction.atomic
def record_encounters(
    actor: Actor,
    rows: EncounterColumns,
    *,
    now: datetime | None = None,
    people: Mapping[str, int] | None = None,
) -> tuple[int, list[Reject]]:
    """Store encounters; return how many told something new, and the rows that cannot stand.

    Sending twice changes nothing.  Emits :class:`WatchedEncountersLanded` where a case waits for such rows.
    """
    actor.need("proximity.load", "")
    people = identity.person_ids([*rows.person_a, *rows.person_b]) if people is None else people
    _refuse_impossible(rows, now or timezone.now(), people)
    good = rows.origin.good
    started_at = pick(rows.start, good)
    partitions.ensure("proximity_encounter", partitions.days_of(started_at))
    [landed] = run(
        STORE_ENCOUNTERS,
        {
            "a": [people[code] for code in pick(rows.person_a, good)],
            "b": [people[code] for code in pick(rows.person_b, good)],
            "start": started_at,
            "end": pick(rows.end, good),
            "distance_m": [None if d is None else float(d) for d in pick(rows.distance_m, good)],
            "rssi_dbm": pick(rows.rssi_dbm, good),
            "masked": pick(rows.masked, good),
        },
        prepare=len(good) == 1,
    )
    if landed["refs"]:
        emit(WatchedEncountersLanded(landed["refs"]))
    return landed["stored"], rows.origin.told


def copy_encounters(actor: Actor, days: Iterable[Mapping[str, Column]]) -> int:
    """Store the encounters of a world that is made, which no case waits for.

    Fails where one is there already.
    """
    actor.need("proximity.load", "")
    return copy_days("proximity_encounter", "started_at", days)


def _refuse_impossible(rows: EncounterColumns, now: datetime, people: Mapping[str, int]) -> None:
    refuse, latest = rows.origin.refuse_where, now + CLOCK_TOLERANCE
    start, end = rows.start, rows.end
    for column, codes in (("person_a", rows.person_a), ("person_b", rows.person_b)):
        refuse(
            [code not in people for code in codes],
            column,
            "identity.person_unknown",
            lambda i, codes=codes: f"no person has the code {codes[i]!r}",  # type: ignore[misc]
        )
    refuse(
        [a == b for a, b in zip(rows.person_a, rows.person_b, strict=True)],
        "person_b",
        "proximity.with_oneself",
        lambda i: "person_a and person_b are one person",
    )
    refuse(
        [at > latest for at in start],
        "start",
        "proximity.in_the_future",
        lambda i: f"{start[i]:%Y-%m-%d %H:%M} UTC lies ahead of our clock",
    )
    refuse(
        [at < FIRST_INSTANT for at in start],
        "start",
        "proximity.too_long_ago",
        lambda i: f"{start[i]:%Y-%m-%d} lies before {FIRST_INSTANT:%Y-%m-%d}",
    )
    refuse(
        [out is not None and out <= at for at, out in zip(start, end, strict=True)],
        "end",
        "proximity.ends_before_start",
        lambda i: "end must come after start",
    )
    refuse(
        [out is not None and out - at > LONGEST_ENCOUNTER for at, out in zip(start, end, strict=True)],
        "end",
        "proximity.too_long",
        lambda i: "an encounter above 24 hours",
    )
    refuse(
        [out is not None and out > latest for out in end],
        "end",
        "proximity.in_the_future",
        lambda i: "end lies ahead of our clock",
    )
    refuse(
        [d is None and r is None for d, r in zip(rows.distance_m, rows.rssi_dbm, strict=True)],
        "distance_m",
        "proximity.no_distance",
        lambda i: "distance_m or rssi_dbm is needed",
    )
