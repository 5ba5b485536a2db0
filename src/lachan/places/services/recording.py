"""Writes: places, and visits by the million."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas import public as areas
from lachan.core import audit, partitions
from lachan.core.access import Actor
from lachan.core.batches import CLOCK_TOLERANCE, FIRST_INSTANT, Origin, pick
from lachan.core.copying import Column, copy, copy_days
from lachan.core.events import emit
from lachan.core.statements import run
from lachan.core.tables import Reject
from lachan.identity import public as identity
from lachan.places import queries
from lachan.places.events import WatchedVisitsLanded
from lachan.places.models import LONGEST_STAY
from lachan.places.services.ledger import COUNTED, HEARD


@dataclass(frozen=True, slots=True)
class PlaceColumns:
    """Places, column by column; all of one length."""

    origin: Origin
    code: Sequence[str]
    name: Sequence[str]
    kind: Sequence[str]
    area_code: Sequence[str | None]
    lat: Sequence[float | None]
    lon: Sequence[float | None]
    capacity: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class VisitColumns:
    """Visits, column by column, people and places by code; all of one length."""

    origin: Origin
    person: Sequence[str]
    place: Sequence[str]
    entered_at: Sequence[datetime]
    left_at: Sequence[datetime | None]


STORE_PLACES = sql.SQL("""
    INSERT INTO places_place AS p (code, name, kind, area_id, area_path, lat, lon, capacity)
    SELECT DISTINCT ON (code) *
    FROM unnest(%(code)b::text[], %(name)b::text[], %(kind)b::text[], %(area_id)b::int[],
                %(area_path)b::text[], %(lat)b::float8[], %(lon)b::float8[], %(capacity)b::int[])
         AS new(code, name, kind, area_id, area_path, lat, lon, capacity)
    ORDER BY code
    ON CONFLICT (code) DO UPDATE SET
        name = EXCLUDED.name, kind = EXCLUDED.kind, area_id = EXCLUDED.area_id,
        area_path = EXCLUDED.area_path, lat = EXCLUDED.lat, lon = EXCLUDED.lon, capacity = EXCLUDED.capacity
    WHERE (p.name, p.kind, p.area_id, p.area_path, p.lat, p.lon, p.capacity) IS DISTINCT FROM
          (EXCLUDED.name, EXCLUDED.kind, EXCLUDED.area_id, EXCLUDED.area_path, EXCLUDED.lat, EXCLUDED.lon,
           EXCLUDED.capacity)
          AND starts_with(p.area_path, %(own)b)
    RETURNING id
""")

# Told again with another exit, the later exit stands, whatever the order of arrival.  What is new is compared
# with the watches in the same breath (``ledger.HEARD``), and counted.  Rows go in in the order of their key,
# so that two loads never wait for each other.
STORE_VISITS = sql.SQL("""
    WITH put AS (
        INSERT INTO places_visit AS v (place_id, entered_at, person_id, left_at)
        SELECT place_id, entered_at, person_id, max(left_at)
        FROM unnest(%(place)b::bigint[], %(entered_at)b::timestamptz[], %(person)b::bigint[],
                    %(left_at)b::timestamptz[])
             AS new(place_id, entered_at, person_id, left_at)
        GROUP BY place_id, entered_at, person_id ORDER BY place_id, entered_at, person_id
        ON CONFLICT (place_id, entered_at, person_id) DO UPDATE SET
            left_at = greatest(v.left_at, EXCLUDED.left_at)
        WHERE EXCLUDED.left_at > coalesce(v.left_at, '-infinity')
        RETURNING place_id, person_id, entered_at, left_at,
                  greatest(left_at, entered_at + interval '12 hours') AS until),
    new AS (
        SELECT place_id, entered_at FROM put
        WHERE NOT EXISTS (SELECT FROM places_visit v WHERE (v.place_id, v.entered_at, v.person_id) =
                                                           (put.place_id, put.entered_at, put.person_id))),
    {counted},
    {heard}
    SELECT (SELECT count(*) FROM put) AS stored, ARRAY(SELECT ref::text FROM heard ORDER BY 1) AS refs
""").format(heard=HEARD, counted=COUNTED)


@transaction.atomic
def load_places(actor: Actor, rows: PlaceColumns) -> tuple[int, list[Reject]]:
    """Store places; return how many are new or changed, and the rows that cannot stand."""
    actor.need_anywhere("places.load")
    units = areas.units_by_code([code for code in rows.area_code if code], timezone.localdate())
    rows.origin.refuse_where(
        [bool(code) and code not in units for code in rows.area_code],
        "area_code",
        "areas.unknown_code",
        lambda i: f"no unit has the code {rows.area_code[i]!r} today",
    )
    paths = [units[code].path if code in units else "" for code in rows.area_code]
    rows.origin.refuse_where(
        [not path.startswith(actor.area_path) for path in paths],
        "area_code",
        "places.outside_area",
        lambda i: f"{rows.area_code[i]!r} lies outside the area of who loads it",
    )
    rows.origin.refuse_told_otherwise(
        "code",
        "places.code_twice",
        rows.code,
        rows.name,
        rows.kind,
        rows.area_code,
        rows.lat,
        rows.lon,
        rows.capacity,
    )
    good = rows.origin.good
    where = [units[code] if code else None for code in pick(rows.area_code, good)]
    stored = run(
        STORE_PLACES,
        {
            "own": actor.area_path,
            "code": pick(rows.code, good),
            "name": pick(rows.name, good),
            "kind": [kind.lower() for kind in pick(rows.kind, good)],
            "area_id": [unit.id if unit else None for unit in where],
            "area_path": [unit.path if unit else "" for unit in where],
            "lat": [None if d is None else float(d) for d in pick(rows.lat, good)],
            "lon": [None if d is None else float(d) for d in pick(rows.lon, good)],
            "capacity": pick(rows.capacity, good),
        },
        prepare=False,
    )
    if stored:
        audit.record(actor, "places.load", "places", changed=len(stored))
    return len(stored), rows.origin.told


@transaction.atomic
def record_visits(
    actor: Actor,
    rows: VisitColumns,
    *,
    now: datetime | None = None,
    people: Mapping[str, int] | None = None,
    places: Mapping[str, int] | None = None,
) -> tuple[int, list[Reject]]:
    """Store visits; return how many told something new, and the rows that cannot stand.

    Sending twice changes nothing.  ``people`` and ``places`` are ids by code where the caller knows them
    already.  Emits :class:`WatchedVisitsLanded` where a case waits for such rows.
    """
    actor.need("places.scan", "")
    people = identity.person_ids(rows.person) if people is None else people
    places = queries.place_ids(rows.place) if places is None else places
    _refuse_impossible(rows, now or timezone.now(), people, places)
    good = rows.origin.good
    entered_at = pick(rows.entered_at, good)
    partitions.ensure("places_visit", partitions.days_of(entered_at))
    [landed] = run(
        STORE_VISITS,
        {
            "place": [places[code] for code in pick(rows.place, good)],
            "entered_at": entered_at,
            "person": [people[code] for code in pick(rows.person, good)],
            "left_at": pick(rows.left_at, good),
        },
        prepare=len(good) == 1,
    )
    if landed["refs"]:
        emit(WatchedVisitsLanded(landed["refs"]))
    return landed["stored"], rows.origin.told


@transaction.atomic
def copy_places(actor: Actor, columns: Mapping[str, Column]) -> int:
    """Store the places of a world that is made: columns of the table, nothing is looked up."""
    actor.need("places.load", "")
    return copy("places_place", columns)


def copy_visits(actor: Actor, days: Iterable[Mapping[str, Column]]) -> int:
    """Store the visits of a world that is made, which no case waits for; fails where one is there already."""
    actor.need("places.scan", "")
    return copy_days("places_visit", "entered_at", days)


@transaction.atomic
def follow_areas(actor: Actor, units: Sequence[int] = ()) -> int:
    """Let places follow the unit they lie in; those of a divided one wait in it, seen from the unit above."""
    actor.need("places.load", "")
    return areas.carry_over(actor, "places_place", units=units)


def _refuse_impossible(
    rows: VisitColumns, now: datetime, people: Mapping[str, int], places: Mapping[str, int]
) -> None:
    refuse, latest = rows.origin.refuse_where, now + CLOCK_TOLERANCE
    entered, left = rows.entered_at, rows.left_at
    refuse(
        [code not in people for code in rows.person],
        "person",
        "identity.person_unknown",
        lambda i: f"no person has the code {rows.person[i]!r}",
    )
    refuse(
        [code not in places for code in rows.place],
        "place",
        "places.place_unknown",
        lambda i: f"no place has the code {rows.place[i]!r}",
    )
    refuse(
        [at > latest for at in entered],
        "entered_at",
        "places.in_the_future",
        lambda i: f"{entered[i]:%Y-%m-%d %H:%M} UTC lies ahead of our clock",
    )
    refuse(
        [at < FIRST_INSTANT for at in entered],
        "entered_at",
        "places.too_long_ago",
        lambda i: f"{entered[i]:%Y-%m-%d} lies before {FIRST_INSTANT:%Y-%m-%d}",
    )
    refuse(
        [out is not None and out <= at for at, out in zip(entered, left, strict=True)],
        "left_at",
        "places.leaves_before_entering",
        lambda i: "left_at must come after entered_at",
    )
    refuse(
        [out is not None and out - at > LONGEST_STAY for at, out in zip(entered, left, strict=True)],
        "left_at",
        "places.stay_too_long",
        lambda i: "a stay above 31 days",
    )
    refuse(
        [out is not None and out > latest for out in left],
        "left_at",
        "places.in_the_future",
        lambda i: "left_at lies ahead of our clock",
    )
