"""Build a world: families first, then the places they need, then who works and learns where."""

import numpy as np

from .chance import Bytes1, Ints, Purpose, Smalls, ranks, stream
from .config import KIND, KINDS, District, Mode
from .geography import (
    JOB_FACTORY,
    JOB_OFFICE,
    JOB_SERVICE,
    SPREAD_DEGREES,
    bare_names,
    make_areas,
    make_tables,
    make_venues,
)
from .names import texts
from .population import (
    Families,
    make_families,
    make_flags,
    make_modes,
    make_names,
    make_national_ids,
    make_phones,
)
from .world import Areas, People, Places, Tables, World

CLASS_SIZE = 42  # at most; equal classes of a year and commune come out at about 35-42
TEACHERS_PER_CLASS = 1
_LEVELS = ("Trường Mầm non", "Trường Tiểu học", "Trường THCS", "Trường THPT")
_NURSERY = ("Mầm", "Chồi", "Lá")


def _classes(people_mode: Bytes1, families: Families) -> tuple[Smalls, Ints, Ints, Ints]:
    """Class of each person (-1: none), and commune, age and number of each class."""
    pupils = np.flatnonzero(people_mode == Mode.PUPIL)
    group = families.commune[pupils].astype(np.int64) * 100 + families.age[pupils]
    rank, size = ranks(group)
    number = rank * (-(-size // CLASS_SIZE)) // size
    key = group * 10_000 + number
    known, index = np.unique(key, return_inverse=True)
    of_person = np.full(len(people_mode), -1, dtype=np.int32)
    of_person[pupils] = index
    return of_person, known // 1_000_000, known // 10_000 % 100, known % 10_000


def _class_names(area: Ints, age: Ints, number: Ints, areas: Areas) -> tuple[Ints, list[str]]:
    """School level (0-3) and name of each class: "Trường Tiểu học An Hoà - lớp 3A"."""
    level = np.searchsorted([6, 11, 15], age, side="right")
    bare = [name.decode() for name in bare_names(areas)]
    named = []
    for where, years, step, serial in zip(area, age, level, number, strict=True):
        grade = _NURSERY[max(years - 3, 0)] if step == 0 else str(years - 5)
        letter = chr(65 + serial % 26) + (str(serial // 26 + 1) if serial >= 26 else "")
        sign = f"{grade} {serial + 1}" if step == 0 else f"{grade}{letter}"
        named.append(f"{_LEVELS[step]} {bare[where]} - lớp {sign}")
    return level, named


def _add_classes(
    district: District, venues: Places, areas: Areas, classes: tuple[Ints, Ints, Ints]
) -> Places:
    """The venues, then the classes; classes of one school stand on one spot."""
    area, age, number = classes
    level, named = _class_names(area, age, number, areas)
    rng = stream(district.seed, Purpose.PLACES, 1)
    offset = rng.normal(0, SPREAD_DEGREES, (len(areas.code) - areas.first_commune, len(_LEVELS), 2))
    school, count = KINDS[KIND["school"]], len(area)
    row = areas.first_commune + area
    return Places(
        kind=np.r_[venues.kind, np.full(count, KIND["school"], dtype=np.int8)],
        commune=np.r_[venues.commune, area.astype(np.int32)],
        lat=np.r_[venues.lat, np.round(areas.lat[row] + offset[area, level, 0], 5)],
        lon=np.r_[venues.lon, np.round(areas.lon[row] + offset[area, level, 1], 5)],
        weight=np.r_[venues.weight, np.ones(count)],
        opens=np.r_[venues.opens, np.full(count, school.opens, dtype=np.int32)],
        closes=np.r_[venues.closes, np.full(count, school.closes, dtype=np.int32)],
        name=np.concatenate([venues.name, texts(named)]),
    )


def _jobs(district: District, mode: Bytes1, families: Families, tables: Tables) -> Smalls:
    """Workplace of each person, -1 for those without."""
    rng = stream(district.seed, Purpose.JOBS, 1)
    table = np.full(len(Mode), -1)
    table[Mode.OFFICE] = JOB_OFFICE
    table[[Mode.SHIFT_A, Mode.SHIFT_B, Mode.SHIFT_C]] = JOB_FACTORY
    table[[Mode.SERVICE_AM, Mode.SERVICE_PM]] = JOB_SERVICE
    workers = np.flatnonzero(table[mode] >= 0)
    where, which = rng.random(len(workers)), rng.random(len(workers))
    place = np.full(len(mode), -1, dtype=np.int32)
    place[workers] = tables.choose(table[mode[workers]], families.commune[workers], where, which)
    return place


def _teachers(district: District, mode: Bytes1, place: Smalls, class_ids: Ints) -> None:
    """Turn office workers into teachers, in place: they keep a pupil's hours."""
    rng = stream(district.seed, Purpose.JOBS, 2)
    workers = np.flatnonzero(mode == Mode.OFFICE)
    count = min(len(class_ids) * TEACHERS_PER_CLASS, len(workers) // 2)
    chosen = rng.permutation(workers)[:count]
    place[chosen] = class_ids[:count]
    mode[chosen] = Mode.PUPIL


def build(district: District) -> World:
    """Build the people, places and areas of a district; days are made from it on demand."""
    families = make_families(district)
    mode = make_modes(district, families.age)
    areas = make_areas(district, families.commune)
    workers = {
        "office": int((mode == Mode.OFFICE).sum()),
        "factory": int(((mode >= Mode.SHIFT_A) & (mode <= Mode.SHIFT_C)).sum()),
    }
    venues = make_venues(district, areas, workers)
    in_class, area, age, number = _classes(mode, families)
    places = _add_classes(district, venues, areas, (area, age, number))
    tables = make_tables(areas, places)
    place = _jobs(district, mode, families, tables)
    place = np.where(in_class >= 0, in_class + len(venues.kind), place).astype(np.int32)
    _teachers(district, mode, place, np.arange(len(venues.kind), len(places.kind)))
    birth = np.datetime64(district.start, "D") - families.age_days.astype("timedelta64[D]")
    family, middle, given = make_names(district, families)
    has_app, has_qr = make_flags(district, families.age)
    rest_day = stream(district.seed, Purpose.JOBS, 3).integers(7, size=district.people).astype(np.int8)
    people = People(
        families.household, place, families.commune, birth, families.male, family, middle, given, mode,
        rest_day, families.age, has_app, has_qr, make_phones(district, families.age),
        make_national_ids(district, families.age, birth, families.male),
    )  # fmt: skip
    return World(district, people, places, areas, tables, families.start)
