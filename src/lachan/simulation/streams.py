"""What machines record of a day: QR visits and Bluetooth encounters, as arrays ready for binary COPY."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .chance import Bools, Bytes1, Ints, Purpose, Smalls, stream
from .config import MASK_KNOWN, NO_CHECK_OUT, RADIO_CATCH, SCAN_SHARE, Mode
from .meeting import NEIGHBOURS, Meetings, housemates, near_at_home, near_at_places
from .schedule import Stays, by_place, by_time, midnight_us, modes_of_day, plan
from .world import World


@dataclass(frozen=True, slots=True)
class Visits:
    """Recorded visits of a day by ``entered_us`` (unix microseconds, UTC); ``left_us`` -1: no check-out."""

    person: Ints
    place: Ints
    entered_us: Ints
    left_us: Ints

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True)
class Encounters:
    """Logged encounters of a day, sorted by start; ``a`` < ``b``; ``masked`` 1, 0, or -1 unknown."""

    a: Ints
    b: Ints
    start_us: Ints
    end_us: Ints
    distance_m: NDArray[np.float32]
    masked: Bytes1

    def __len__(self) -> int:
        return len(self.a)


def visits(world: World, day: int) -> Visits:
    """QR visits of a day (0-based); any day can be asked for alone.

    Raises ValueError for a day outside the district's days.
    """
    return recorded(world, day, plan(world, _known(world, day)))


def encounters(world: World, day: int) -> Encounters:
    """Bluetooth encounters between app users on a day (0-based).

    Raises ValueError for a day outside the district's days.
    """
    return heard(world, day, plan(world, _known(world, day)))


def _known(world: World, day: int) -> int:
    if not 0 <= day < world.district.days:
        raise ValueError(f"day must be 0..{world.district.days - 1}, not {day}")
    return day


def recorded(world: World, day: int, stays: Stays) -> Visits:
    """The stays of a day that left a QR record."""
    rng = stream(world.district.seed, Purpose.RECORD, day)
    scanned = rng.random(len(stays.person), dtype=np.float32) < SCAN_SHARE
    open_end = rng.random(len(stays.person), dtype=np.float32) < NO_CHECK_OUT
    rows = by_time(stays)
    rows = rows[(scanned & world.people.has_qr[stays.person])[rows]]
    zero = midnight_us(world, day)
    left = zero + stays.left[rows].astype(np.int64) * 1_000_000
    return Visits(
        stays.person[rows].astype(np.int64),
        stays.place[rows].astype(np.int64),
        zero + stays.entered[rows].astype(np.int64) * 1_000_000,
        np.where(open_end[rows], -1, left),
    )


class _Log(NamedTuple):
    """What is kept of a group of meetings before sorting."""

    one: Smalls
    other: Smalls
    start: Ints
    end: Ints
    distance_cm: Ints
    masked: Bools


def _both_use_it(world: World, meetings: Meetings) -> _Log:
    app = world.people.has_app
    rows = np.flatnonzero(app[meetings.one] & app[meetings.other])
    return _Log(*(getattr(meetings, field)[rows] for field in _Log._fields))


def at_home_tonight(world: World, day: int) -> Bools:
    """Who is not on a night shift that begins on this day."""
    return np.asarray(modes_of_day(world, day) != Mode.SHIFT_C)


def heard(world: World, day: int, stays: Stays) -> Encounters:
    """The near meetings of a day that two phones logged."""
    app_home = np.flatnonzero(world.people.has_app & at_home_tonight(world, day)).astype(np.int32)
    row, mate = housemates(world, app_home)
    once = (app_home[row] < mate) & at_home_tonight(world, day)[mate]
    logs = [_both_use_it(world, near_at_home(world, day, app_home[row[once]], mate[once]))]
    ordered = stays.take(by_place(stays))
    users = np.flatnonzero(world.people.has_app[ordered.person])
    for offset in range(1, NEIGHBOURS + 1):
        logs.append(_both_use_it(world, near_at_places(world, day, ordered, users, offset)))
    log = _Log(*(np.concatenate(parts) for parts in zip(*logs, strict=True)))
    return _logged(world, day, log)


def _logged(world: World, day: int, log: _Log) -> Encounters:
    """Drop what the radio missed, put in order of time."""
    rng = stream(world.district.seed, Purpose.RADIO, day)
    caught = np.flatnonzero(rng.random(len(log.one), dtype=np.float32) < RADIO_CATCH)
    known = rng.random(len(log.one), dtype=np.float32) < MASK_KNOWN
    key = (log.start[caught].astype(np.int64) << 32) | caught
    key.sort()
    rows = key & ((1 << 32) - 1)
    zero = midnight_us(world, day)
    return Encounters(
        np.minimum(log.one[rows], log.other[rows]).astype(np.int64),
        np.maximum(log.one[rows], log.other[rows]).astype(np.int64),
        zero + log.start[rows].astype(np.int64) * 1_000_000,
        zero + log.end[rows].astype(np.int64) * 1_000_000,
        (log.distance_cm[rows] / 100).astype(np.float32),
        np.where(known[rows], log.masked[rows], -1).astype(np.int8),
    )
