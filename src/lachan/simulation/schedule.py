"""The true stays of one day: work and school first, then free time in windows that never touch.

Everything is made from (seed, day) alone.  Nobody can be in two places at once, because a person has at
most one stay per window and the windows of a mode lie outside its working hours.
"""

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

from .chance import Bools, Bytes1, Floats, Ints, Purpose, Smalls, bits, hashed, stream
from .config import (
    ABSENT_SHARE,
    ANCHORS,
    BUS_AM,
    BUS_PM,
    GO,
    HABIT_SHARE,
    KIND,
    KINDS,
    SHORTEST_STAY_S,
    SLOTS,
    STAY_SIGMA,
    WEEKDAY_FACTOR,
    Mode,
    Slot,
)
from .world import World

QUANTILES = 1024
DAY_S = 86_400
LATE_S = 12 * 60  # people come to work up to 12 minutes after its window opens, and leave up to 10 before
EARLY_S = 10 * 60
LONGEST_SHARE = 0.98  # of its window: no visit fills it
_ROW_BITS = 26
_SECOND_BITS = 17
_ROW_MASK = (1 << _ROW_BITS) - 1


@dataclass(frozen=True, slots=True)
class Stays:
    """Who was where, one row per stay; seconds of the local day, ``left`` may lie on the next day."""

    person: Smalls
    place: Smalls
    entered: Smalls
    left: Smalls
    at_work: Bools  # as staff or pupil, not as a visitor

    def take(self, rows: Ints) -> "Stays":
        """The given rows, in that order."""
        return Stays(
            self.person[rows], self.place[rows], self.entered[rows], self.left[rows], self.at_work[rows]
        )


@cache
def _normal_quantiles() -> Floats:
    """Middle quantiles of the normal distribution; tables keep worlds equal on every processor."""
    return np.array([NormalDist().inv_cdf((step + 0.5) / QUANTILES) for step in range(QUANTILES)])


def quantile_table(medians: Floats, sigma: float) -> Ints:
    """(len(medians), QUANTILES) log-normal quantiles, rounded to whole units."""
    return np.round(medians[:, None] * np.exp(sigma * _normal_quantiles())[None, :]).astype(np.int64)


@cache
def _stay_seconds() -> Ints:
    return quantile_table(np.array([kind.stay * 60.0 for kind in KINDS]), STAY_SIGMA)


def modes_of_day(world: World, day: int) -> Bytes1:
    """Mode of every person on a day: rest days, closed schools, and people who stay away."""
    people = world.people
    weekday = (world.district.start.weekday() + day) % 7
    off = people.rest_day == weekday  # shops
    factory = (people.mode >= Mode.SHIFT_A) & (people.mode <= Mode.SHIFT_C)
    desk = (people.mode == Mode.PUPIL) | (people.mode == Mode.OFFICE)
    off = np.where(factory, weekday == 6, np.where(desk, weekday >= 5, off))
    absent = (
        stream(world.district.seed, Purpose.PLAN, 2 * day).random(len(off), dtype=np.float32) < ABSENT_SHARE
    )
    resting = np.where(people.age < 6, Mode.SMALL, Mode.HOME)
    tied = people.mode > Mode.SMALL
    return np.where(tied & (off | absent), resting, people.mode).astype(np.int8)


def _anchored(world: World, rng: np.random.Generator, mode: Bytes1) -> list[Stays]:
    """Work and school."""
    places, blocks = world.places, []
    for which, windows in ANCHORS.items():
        person = np.flatnonzero(mode == which).astype(np.int32)
        place = world.people.place[person]
        opens, closes = places.opens[place] * 60, places.closes[place] * 60
        for start, end in windows:
            closing = np.where(closes == DAY_S, end * 60, closes)
            entered = np.maximum(start * 60, opens) + rng.integers(0, LATE_S, len(person), dtype=np.int32)
            left = np.minimum(end * 60, closing) - rng.integers(0, EARLY_S, len(person), dtype=np.int32)
            blocks.append(_block(person, place, entered, left, at_work=True))
    return blocks


def _block(person: Smalls, place: Smalls, entered: Smalls, left: Smalls, *, at_work: bool) -> Stays:
    ends = left.astype(np.int32)
    return Stays(person, place, entered.astype(np.int32), ends, np.full(len(person), at_work))


def _tables_of(slot: Slot, *, rest_day: bool) -> tuple[Smalls, Floats]:
    """Tables of choice used in a window, and their running shares."""
    special = {"bus_am": BUS_AM, "bus_pm": BUS_PM}
    kept = {k: w for k, w in slot.weights.items() if not (rest_day and k in slot.closed_on_rest_days)}
    table = np.array([special.get(name, KIND.get(name, -1)) for name in kept], dtype=np.int32)
    running = np.cumsum(list(kept.values()))
    return table, running / running[-1]


def _free(world: World, rng: np.random.Generator, slot: Slot, goers: Smalls, *, rest_day: bool) -> Stays:
    """One visit of each goer within a window."""
    count = len(goers)
    tables, running = _tables_of(slot, rest_day=rest_day)
    table = tables[np.minimum(np.searchsorted(running, rng.random(count), side="right"), len(tables) - 1)]
    where, which = rng.random(count), rng.random(count)
    usual = np.flatnonzero(rng.random(count, dtype=np.float32) < HABIT_SHARE)
    habit = hashed((world.district.seed, Purpose.HABIT, 0), goers[usual].astype(np.int64) * 64 + table[usual])
    where[usual] = bits(habit, 0, 20) / (1 << 20)
    which[usual] = bits(habit, 20, 40) / (1 << 40)
    place = world.tables.choose(table, world.people.commune[goers], where, which)
    opens = np.maximum(slot.start, world.places.opens[place]) * 60
    span = np.minimum(slot.end, world.places.closes[place]) * 60 - opens
    stay = _stay_seconds()[world.places.kind[place], rng.integers(QUANTILES, size=count)]
    longest = (span * (LONGEST_SHARE - 0.3 * rng.random(count))).astype(np.int64)
    stay = np.minimum(np.maximum(stay, SHORTEST_STAY_S), longest)
    entered = opens + (rng.random(count) * (span - stay)).astype(np.int64)
    return _block(goers, place, entered, entered + stay, at_work=False)


def plan(world: World, day: int) -> Stays:
    """Every stay of a day, by window and then by person."""
    rng = stream(world.district.seed, Purpose.PLAN, 2 * day + 1)
    weekday = (world.district.start.weekday() + day) % 7
    mode = modes_of_day(world, day)
    blocks = _anchored(world, rng, mode)
    chance = np.array([GO[which] for which in Mode], dtype=np.float32) * np.float32(WEEKDAY_FACTOR[weekday])
    night = world.people.mode == Mode.SHIFT_C  # may still come home from the night before
    for index, slot in enumerate(SLOTS):
        go = rng.random(len(mode), dtype=np.float32) < chance[mode, index]
        if index == 0:
            go &= ~night
        goers = np.flatnonzero(go).astype(np.int32)
        blocks.append(_free(world, rng, slot, goers, rest_day=weekday >= 5))
    return Stays(*(np.concatenate([getattr(b, f) for b in blocks]) for f in Stays.__dataclass_fields__))


def by_time(stays: Stays) -> Ints:
    """Row numbers sorted by entering; ties by row, so that any sort gives the same."""
    key = (stays.entered.astype(np.int64) << _ROW_BITS) | np.arange(len(stays.entered))
    key.sort()
    return np.asarray(key & _ROW_MASK)


def by_place(stays: Stays) -> Ints:
    """Row numbers sorted by place; there staff in their fixed order, then visitors by entering."""
    order = np.where(stays.at_work, 0, stays.entered).astype(np.int64)
    key = (stays.place.astype(np.int64) << (_SECOND_BITS + _ROW_BITS)) | (order << _ROW_BITS)
    key |= np.arange(len(order))
    key.sort()
    return np.asarray(key & _ROW_MASK)


def midnight_us(world: World, day: int) -> int:
    """Unix microseconds of the local midnight (UTC+7) that begins a day."""
    days = int(np.datetime64(world.district.start, "D").astype(np.int64)) + day
    return (days * DAY_S - 7 * 3600) * 1_000_000
