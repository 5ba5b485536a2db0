"""One day of contagion: where the infectious were, who was with them, and with what hazard.

Only stays and households of the infectious are looked at; everybody they can infect was really together
with them: near each other, in the same room at the same time, or at home together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .chance import Bools, Bytes1, Floats, Ints, Smalls, ragged
from .config import (
    AIR_CONTACTS,
    AIR_PER_HOUR,
    HOME_PER_DAY,
    ISOLATED_AT_HOME,
    KINDS,
    MASK_FACTOR,
    NEAR_PER_HOUR,
    Layer,
    Mode,
)
from .meeting import NEIGHBOURS, SHORTEST_S, Meetings, housemates, layers, near_at_places
from .schedule import DAY_S, Stays, modes_of_day
from .world import World

ROW_REACH = 20  # people further than this in roster or queue share no air (assumed)
STAFF_REACH = 6  # the first rows of a place are its staff
NIGHT = (0, 17_100)  # at home until 04:45 ...
EVENING = (80_100, DAY_S)  # ... and from 22:15
AFTERNOON = (54_300, 77_400)  # families of people on night shift meet between 15:05 and 21:30


@dataclass(frozen=True, slots=True)
class Exposures:
    """Chances of infection, one row each; seconds of the local day."""

    infector: Smalls
    exposed: Smalls
    start: Ints
    end: Ints
    place: Smalls
    layer: Bytes1
    hazard: Floats

    def take(self, rows: NDArray[np.int64]) -> "Exposures":
        """The given rows."""
        return Exposures(*(getattr(self, field)[rows] for field in self.__dataclass_fields__))


def merged(parts: list[Exposures]) -> Exposures:
    """All exposures under each other."""
    fields = Exposures.__dataclass_fields__
    return Exposures(*(np.concatenate([getattr(part, field) for part in parts]) for field in fields))


def _near(weight: Floats, met: Meetings) -> Exposures:
    """Hazard of meetings near each other: falls with distance, masks and time."""
    hours = (met.end - met.start) / 3600
    nearness = np.clip(100 / met.distance_cm, 0.1, 2.0)
    hazard = NEAR_PER_HOUR * hours * nearness * np.where(met.masked, MASK_FACTOR, 1.0) * weight[met.one]
    return Exposures(met.one, met.other, met.start, met.end, met.place, met.layer, hazard)


def _air_rows(stays: Stays, rows: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Rows of the infectious, and for each a few rows of the same place: neighbours, and some staff."""
    first = np.searchsorted(stays.place, stays.place[rows], side="left")
    last = np.searchsorted(stays.place, stays.place[rows], side="right") - 1
    low = np.where(stays.at_work[rows], first, np.maximum(first, rows - ROW_REACH))
    high = np.where(stays.at_work[rows], last, np.minimum(last, rows + ROW_REACH))
    shape = (AIR_CONTACTS, len(rows))
    others = (low + rng.random(shape) * (high - low + 1)).astype(np.int64)
    staff = (first + rng.random((2, len(rows))) * np.minimum(last - first + 1, STAFF_REACH)).astype(np.int64)
    return np.tile(rows, AIR_CONTACTS + 2), np.concatenate([others.ravel(), staff.ravel()])


def _air(world: World, weight: Floats, stays: Stays, rows: Ints, rng: np.random.Generator) -> Exposures:
    """Hazard of sharing a room."""
    here, there = _air_rows(stays, rows, rng)
    start = np.maximum(stays.entered[here], stays.entered[there]).astype(np.int64)
    end = np.minimum(stays.left[here], stays.left[there]).astype(np.int64)
    kept = (end - start >= SHORTEST_S) & (stays.person[here] != stays.person[there])
    here, there, start, end = here[kept], there[kept], start[kept], end[kept]
    place = stays.place[here]
    air = np.array([kind.air for kind in KINDS])[world.places.kind[place]]
    hazard = AIR_PER_HOUR * air * (end - start) / 3600 * weight[stays.person[here]]
    layer = layers(world, place, stays.at_work[here] & stays.at_work[there])
    return Exposures(stays.person[here], stays.person[there], start, end, place, layer, hazard)


def away(stays: Stays, person: Smalls, second: Ints) -> Bools:
    """Whether each person is at some place at that second of the day."""
    flag = np.zeros(int(max(person.max(initial=0), stays.person.max(initial=0))) + 1, dtype=np.bool_)
    flag[person] = True
    rows = np.flatnonzero(flag[stays.person])
    rows = rows[np.argsort(stays.person[rows], kind="stable")]
    first = np.searchsorted(stays.person[rows], person, side="left")
    count = np.searchsorted(stays.person[rows], person, side="right") - first
    asked, at = ragged(first, count)
    inside = (stays.entered[rows[at]] <= second[asked]) & (second[asked] < stays.left[rows[at]])
    out = np.zeros(len(person), dtype=np.bool_)
    out[asked[inside]] = True
    return out


def _home(
    world: World, day: int, weight: Floats, isolated: Bools, sick: Smalls, rng: np.random.Generator
) -> Exposures:
    """Hazard to the other members of the household."""
    row, mate = housemates(world, sick)
    one = sick[row]
    night = (world.people.mode == Mode.SHIFT_C) | (modes_of_day(world, day) == Mode.SHIFT_C)
    late = night[one] | night[mate]
    coin = rng.random(len(one)) < 0.5
    start = np.where(late, AFTERNOON[0], np.where(coin, NIGHT[0], EVENING[0]))
    end = np.where(late, AFTERNOON[1], np.where(coin, NIGHT[1], EVENING[1]))
    hazard = HOME_PER_DAY * weight[one] * np.where(isolated[one], ISOLATED_AT_HOME, 1.0)
    layer = np.full(len(one), Layer.HOUSEHOLD, dtype=np.int8)
    return Exposures(one, mate, start, end, np.full(len(one), -1, dtype=np.int32), layer, hazard)


def exposures(
    world: World, day: int, stays: Stays, weight: Floats, isolated_from: Ints, rng: np.random.Generator
) -> Exposures:
    """All exposures of a day.

    ``stays`` sorted by place; ``weight`` infectiousness per person, 0 for most; ``isolated_from`` second of
    this day from which a person is isolated (negative: already before).
    """
    sick = np.flatnonzero(weight > 0).astype(np.int32)
    rows = np.flatnonzero(weight[stays.person] > 0)
    steps = [step for size in range(1, NEIGHBOURS + 1) for step in (-size, size)]
    outside = [_near(weight, near_at_places(world, day, stays, rows, step)) for step in steps]
    outside.append(_air(world, weight, stays, rows, rng))
    found = merged(outside)
    found = found.take(np.flatnonzero(found.end <= isolated_from[found.infector]))
    return merged([found, _home(world, day, weight, isolated_from < 0, sick, rng)])
