"""A synthetic world straight into the database: no CSV, no look-ups, a day of visits in memory at a time.

``simulation`` may not know the house and each room owns its tables, so the two meet here: arrays become
columns, and the rooms' doors (``copy_…``) take them.  Codes are those of the CSV files.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction

from lachan import simulation
from lachan.areas import public as areas
from lachan.core.access import Actor
from lachan.core.copying import (
    Array,
    Column,
    bigint,
    boolean,
    date,
    float8,
    integer,
    reserve_ids,
    text,
    timestamptz,
)
from lachan.identity import public as identity
from lachan.places import public as places
from lachan.proximity import public as proximity
from lachan.simulation import Encounters, Visits, World

Say = Callable[[str, float], None]
BIG = ("places_visit", "proximity_encounter", "identity_person", "identity_household", "places_place")


@dataclass(frozen=True, slots=True)
class Filled:
    """Where a world came to lie: id of its person and of its place 0, and how many rows of each there are."""

    first_person: int
    first_place: int
    rows: dict[str, int]


def fill(world: World, actor: Actor, say: Say = lambda what, share: None) -> Filled:
    """Store a world in which nobody is ill yet.

    ``say`` hears what is being done and the share done, 0 to 1.
    """
    days = world.district.days
    with transaction.atomic():
        say("people", 0.0)
        units = _areas(world, actor)
        first_person, first_place = _people(world, actor, units), _places(world, actor, units)
    filled = Filled(
        first_person, first_place, {"people": len(world.people.age), "places": len(world.places.kind)}
    )

    def visits() -> Iterator[dict[str, Column]]:
        for day in range(days):
            say(f"visits of day {day + 1} of {days}", 0.05 + 0.5 * day / days)
            yield visit_columns(simulation.visits(world, day), filled)

    def encounters() -> Iterator[dict[str, Column]]:
        for day in range(days):
            say(f"encounters of day {day + 1} of {days}", 0.55 + 0.4 * day / days)
            yield encounter_columns(simulation.encounters(world, day), first_person)

    filled.rows["visits"] = places.copy_visits(actor, visits())
    filled.rows["encounters"] = proximity.copy_encounters(actor, encounters())
    say("vacuum", 0.95)
    tidy(BIG)
    say("done", 1.0)
    return filled


def tidy(tables: tuple[str, ...]) -> None:
    """What autovacuum does in its time: freeze, note which pages all can see, count."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (FREEZE, ANALYZE) {table}")


def visit_columns(found: Visits, filled: Filled) -> dict[str, Column]:
    return {
        "place_id": bigint(found.place + filled.first_place),
        "entered_at": timestamptz(found.entered_us),
        "person_id": bigint(found.person + filled.first_person),
        "left_at": timestamptz(found.left_us, missing=found.left_us < 0),
    }


def encounter_columns(found: Encounters, first_person: int) -> dict[str, Column]:
    return {
        "person_a": bigint(found.a + first_person),
        "started_at": timestamptz(found.start_us),
        "person_b": bigint(found.b + first_person),
        "ended_at": timestamptz(found.end_us),
        "distance_m": float8(np.round(found.distance_m.astype(np.float64), 2)),
        "masked": boolean(found.masked, missing=found.masked < 0),
    }


def _areas(world: World, actor: Actor) -> tuple[Array, Array]:
    """Load the tree; id and path of each commune."""
    found = world.areas
    rows = [
        areas.AreaRow(line, "", code.decode(), name.decode(), level.decode(), parent.decode() or None)
        for line, (code, name, level, parent) in enumerate(
            zip(found.code, found.name, found.level, found.parent, strict=True), 1
        )
    ]
    areas.load_areas(actor, rows)
    units = areas.units_by_code([row.code for row in rows], world.district.start)
    communes = [units[row.code] for row in rows[found.first_commune :]]
    return np.array([unit.id for unit in communes]), np.array([unit.path.encode() for unit in communes])


def _people(world: World, actor: Actor, units: tuple[Array, Array]) -> int:
    people, (unit, path) = world.people, units
    homes = simulation.household_codes(world)
    first_home = reserve_ids("identity_household", len(homes))
    first = reserve_ids("identity_person", len(people.age))
    identity.copy_people(
        actor,
        {"id": bigint(np.arange(len(homes)) + first_home), "code": text(homes)},
        {
            "id": bigint(np.arange(len(people.age)) + first),
            "code": text(simulation.person_codes(world)),
            "name": text(simulation.person_names(world)),
            "birth_date": date(people.birth),
            "sex": text(np.where(people.male, np.bytes_(b"male"), np.bytes_(b"female"))),
            "area_id": integer(unit[people.commune]),
            "area_path": text(path[people.commune]),
            "household_id": bigint(people.household.astype(np.int64) + first_home),
        },
        simulation.phones(world).tolist(),
    )
    return first


def _places(world: World, actor: Actor, units: tuple[Array, Array]) -> int:
    found, (unit, path) = world.places, units
    kinds = np.array([kind.name.encode() for kind in simulation.KINDS])
    first = reserve_ids("places_place", len(found.kind))
    places.copy_places(
        actor,
        {
            "id": bigint(np.arange(len(found.kind)) + first),
            "code": text(simulation.place_codes(world)),
            "name": text(found.name),
            "kind": text(kinds[found.kind]),
            "area_id": integer(unit[found.commune]),
            "area_path": text(path[found.commune]),
            "lat": float8(found.lat),
            "lon": float8(found.lon),
        },
    )
    return first
