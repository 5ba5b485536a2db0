"""The arrays of a world: who lives where, what stands where, and which place people choose."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .chance import Bools, Bytes1, Dates, Floats, Ints, Smalls, Texts
from .config import District

WHEEL = 64  # steps of a commune's wheel of destinations


@dataclass(frozen=True, slots=True)
class People:
    """One row per person, sorted by commune and household."""

    household: Smalls  # 0-based; members stand together
    place: Smalls  # workplace or class, -1: none
    commune: Smalls  # 0-based commune, see ``Areas.first_commune``
    birth: Dates  # datetime64[D]
    male: Bools
    family: Bytes1  # index into names.FAMILY
    middle: Bytes1  # index into names.MIDDLE of the sex
    given: Bytes1  # index into names.GIVEN of the sex
    mode: Bytes1  # config.Mode of a working day
    rest_day: Bytes1  # weekday off of people in shops, 0 Monday
    age: Smalls  # full years at the start
    has_app: Bools
    has_qr: Bools
    phone: Ints  # nine digits without the leading zero, -1: none
    national_id: Ints  # twelve digits, the leading zero dropped, -1: none


@dataclass(frozen=True, slots=True)
class Places:
    """One row per place."""

    kind: Bytes1  # index into config.KINDS
    commune: Smalls
    lat: Floats
    lon: Floats
    weight: Floats  # popularity, mean 1 within a kind
    opens: Smalls  # minutes after local midnight
    closes: Smalls
    name: Texts  # UTF-8


@dataclass(frozen=True, slots=True)
class Areas:
    """Country, province, then the communes in order."""

    code: Texts
    name: Texts
    level: Texts
    parent: Texts
    lat: Floats
    lon: Floats
    population: Ints

    first_commune: int = 2  # row of commune 0


@dataclass(frozen=True, slots=True)
class Tables:
    """Places by table and commune with running weights, so that one search chooses a place."""

    ids: Smalls  # place of each entry
    running: Floats  # running sum of weights over all entries
    low: Floats  # (tables, communes) running sum before the first entry serving that commune
    high: Floats
    first: Smalls  # (tables, communes) first entry, and the last
    last: Smalls
    wheel: NDArray[np.int32]  # (communes, WHEEL) destinations in proportion to nearness

    def choose(self, table: NDArray[np.integer], home: Smalls, where: Floats, which: Floats) -> Smalls:
        """Place for each row: ``where`` in [0, 1) turns the wheel of destinations, ``which`` a place."""
        commune = self.wheel[home, (where * WHEEL).astype(np.int32)]
        low, high = self.low[table, commune], self.high[table, commune]
        entry = np.searchsorted(self.running, low + which * (high - low), side="right")
        entry = np.clip(entry, self.first[table, commune], self.last[table, commune])
        return np.asarray(self.ids[entry])


@dataclass(frozen=True, slots=True)
class World:
    """A district: people, places, areas, and how they choose.  Read only; no day is stored."""

    district: District
    people: People
    places: Places
    areas: Areas
    tables: Tables
    household_start: Ints  # (households + 1,) first person of each household

    @property
    def communes(self) -> int:
        """How many communes there are."""
        return len(self.areas.code) - self.areas.first_commune
