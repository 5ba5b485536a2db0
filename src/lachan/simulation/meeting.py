"""Who comes near whom, when, how near and whether in masks: facts of a pair and a day, hashed, not stored.

The Bluetooth log and the outbreak read the same facts, so a logged encounter tells something true about
the chance of infection, and a meeting without the app is as real as one with it.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from .chance import Bools, Bytes1, Ints, Purpose, Smalls, Words, bits, hashed, ragged
from .config import (
    DISTANCE_M,
    DISTANCE_SIGMA,
    KIND,
    KINDS,
    MASKED,
    NEAR_MINUTES,
    NEAR_SIGMA,
    Layer,
)
from .schedule import QUANTILES, Stays, quantile_table
from .world import World

NEIGHBOURS = 2  # how many rows further in the roster or the queue people can come near
SHORTEST_S = 120
EVENING = (22 * 3600 + 900, 24 * 3600 - 300)  # when a household is at home together, 22:15-23:55


@dataclass(frozen=True, slots=True)
class Meetings:
    """Two people near each other; rows point to persons, seconds of the local day."""

    one: Smalls
    other: Smalls
    start: Ints
    end: Ints
    distance_cm: Ints
    masked: Bools
    layer: Bytes1
    place: Smalls  # -1 at home


@cache
def _near_seconds() -> Ints:
    return quantile_table(np.array(NEAR_MINUTES) * 60.0, NEAR_SIGMA)


@cache
def _distances_cm() -> Ints:
    return np.clip(quantile_table(np.array(DISTANCE_M) * 100.0, DISTANCE_SIGMA), 20, 999)


def layers(world: World, place: Smalls, at_work: Bools) -> Bytes1:
    """Layer of a meeting at a place; ``at_work`` where both are staff or pupils there."""
    kind = world.places.kind[place]
    layer = np.where(at_work, Layer.WORK, Layer.COMMUNITY)
    layer = np.where(kind == KIND["bus"], Layer.TRANSPORT, layer)
    return np.where((kind == KIND["school"]) & at_work, Layer.SCHOOL, layer).astype(np.int8)


def near_at_places(world: World, day: int, stays: Stays, rows: Ints, offset: int) -> Meetings:
    """Near meetings between each given row of the place-sorted stays and the row ``offset`` further on."""
    rows = rows[(rows + offset >= 0) & (rows + offset < len(stays.place))]
    there = rows + offset
    fits = (stays.place[rows] == stays.place[there]) & (stays.at_work[rows] == stays.at_work[there])
    begin = np.maximum(stays.entered[rows], stays.entered[there])
    finish = np.minimum(stays.left[rows], stays.left[there])
    kept = np.flatnonzero(fits & (finish - begin >= SHORTEST_S))
    here, there, begin, finish = rows[kept], there[kept], begin[kept], finish[kept]
    low = np.minimum(stays.person[here], stays.person[there])
    high = np.maximum(stays.person[here], stays.person[there])
    word = hashed((world.district.seed, Purpose.CONTACT, day), low, high, begin)
    place = stays.place[here]
    closeness = np.array([kind.closeness for kind in KINDS])[world.places.kind[place]]
    near = np.flatnonzero((bits(word, 0, 16) < closeness * (1 << 16)) & (low != high))
    layer = layers(world, place[near], stays.at_work[here[near]])
    one, other = stays.person[here[near]], stays.person[there[near]]
    return _facts(Meetings(one, other, begin[near], finish[near], _NONE, _NO, layer, place[near]), word[near])


_NONE = np.zeros(0, dtype=np.int64)
_NO = np.zeros(0, dtype=np.bool_)


def _facts(spans: Meetings, word: Words) -> Meetings:
    """Shorten each span to the time near each other, and add distance and masks."""
    room = spans.end.astype(np.int64) - spans.start
    near = np.clip(_near_seconds()[spans.layer, bits(word, 16, 10)], SHORTEST_S, room)
    start = spans.start + (bits(word, 26, 12) * (room - near) >> 12)
    distance = _distances_cm()[spans.layer, bits(word, 38, 10)]
    masked = bits(word, 48, 10) < np.array(MASKED)[spans.layer] * QUANTILES
    return Meetings(spans.one, spans.other, start, start + near, distance, masked, spans.layer, spans.place)


def near_at_home(world: World, day: int, one: Smalls, other: Smalls) -> Meetings:
    """Evening of two members of a household; who works that night must be left out by the caller."""
    word = hashed((world.district.seed, Purpose.CONTACT, day), np.minimum(one, other), np.maximum(one, other))
    count = len(one)
    layer = np.full(count, Layer.HOUSEHOLD, dtype=np.int8)
    start, end = np.full(count, EVENING[0]), np.full(count, EVENING[1])
    nowhere = np.full(count, -1, dtype=np.int32)
    return _facts(Meetings(one, other, start, end, _NONE, _NO, layer, nowhere), word)


def housemates(world: World, person: Smalls) -> tuple[Ints, Smalls]:
    """Row of ``person`` and each other member of the household."""
    first = world.household_start[world.people.household[person]]
    count = world.household_start[world.people.household[person] + 1] - first
    row, mate = ragged(first, count)
    other = np.flatnonzero(mate != person[row])
    return row[other], mate[other].astype(np.int32)
