"""CSV files of a world, written column by column: fixed-width bytes whose padding is then dropped.

No row is ever formatted on its own; a day is in memory at a time.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from .chance import Ints, Texts
from .codes import (
    digits,
    household_codes,
    national_ids,
    person_codes,
    person_names,
    phones,
    place_codes,
)
from .config import KINDS, Layer
from .epidemic import Outbreak, outbreak
from .laboratory import LOCAL_US, SECOND_US, TEST_TYPES
from .names import texts
from .schedule import DAY_S, plan
from .streams import Encounters, Visits, heard, recorded
from .world import World

CHUNK = 1 << 18  # rows turned into text together: about 20 MB
HEADERS = {
    "areas.csv": "code,name,level,parent,lat,lon,population,valid_from,valid_to",
    "people.csv": "code,name,birth_date,sex,phone,national_id,area_code,household",
    "places.csv": "code,name,kind,area_code,lat,lon",
    "visits.csv": "person,place,entered_at,left_at",
    "encounters.csv": "person_a,person_b,start,end,distance_m,masked",
    "results.csv": "person,sampled_at,released_at,outcome,test_type,onset_date",
    "truth.csv": "infected,infector,infected_at,place,layer,onset_at,symptomatic",
}
VALID_FROM = b"2025-07-01"  # the day of today's communes
_NOTHING = np.bytes_(b"")

Progress = Callable[[str, float], None]


def lines(*columns: Texts) -> bytes:
    """CSV rows of columns of fixed-width bytes; zero bytes are padding and vanish.

    >>> lines(np.array([b"a", b"bc"]), np.array([b"", b"1"]))
    b'a,\\nbc,1\\n'
    """
    fields = [(f"f{i}", column.dtype) for i, column in enumerate(columns)]
    spread = [pair for i, field in enumerate(fields) for pair in (field, (f"s{i}", np.dtype("S1")))]
    rows = np.empty(len(columns[0]), dtype=spread)
    for i, column in enumerate(columns):
        rows[f"f{i}"] = column
        rows[f"s{i}"] = b"," if i + 1 < len(columns) else b"\n"
    return rows.tobytes().translate(None, b"\0")


def _table_of_times(first_day: int, days: int) -> Texts:
    """ISO 8601 local times of every second of ``days`` days; the last entry is empty."""
    dates = np.arange(first_day, first_day + days).astype("datetime64[D]").astype("S10")
    second = np.arange(DAY_S)
    clock = np.zeros((DAY_S, 8), dtype=np.uint8)
    for column, value in ((0, second // 3600), (3, second // 60 % 60), (6, second % 60)):
        clock[:, column : column + 2] = digits(value, 2).view(np.uint8).reshape(-1, 2)
    clock[:, [2, 5]] = ord(":")
    out = np.zeros((days, DAY_S, 25), dtype=np.uint8)
    out[:, :, :10] = dates.view(np.uint8).reshape(days, 1, 10)
    out[:, :, 10] = ord("T")
    out[:, :, 11:19] = clock
    out[:, :, 19:] = np.frombuffer(b"+07:00", dtype=np.uint8)
    return np.append(out.reshape(-1, 25).view("S25").ravel(), _NOTHING)


def times(us: Ints) -> Texts:
    """ISO 8601 local times of a few unix microseconds; nothing for -1."""
    day, second = np.divmod((us + LOCAL_US) // SECOND_US, DAY_S)
    date = day.astype("datetime64[D]").astype("S10")
    clock = _table_of_times(0, 1)[second].view("S1").reshape(-1, 25)[:, 10:]
    stamp = np.concatenate([date.view("S1").reshape(-1, 10), clock], axis=1)
    return np.where(us == -1, _NOTHING, np.ascontiguousarray(stamp).view("S25").ravel())


class _Day:
    """Text of the times of one day and the next; a stay may end after midnight."""

    def __init__(self, first_us: int) -> None:
        first_day = (first_us + LOCAL_US) // SECOND_US // DAY_S
        self._table = _table_of_times(first_day, 2)
        self._zero = first_day * DAY_S * SECOND_US - LOCAL_US

    def times(self, us: Ints) -> Texts:
        """ISO 8601 local times; nothing for -1."""
        row = np.where(us == -1, len(self._table) - 1, (us - self._zero) // SECOND_US)
        return np.asarray(self._table[row])


def _chunks(count: int) -> Iterator[slice]:
    for first in range(0, count, CHUNK):
        yield slice(first, min(first + CHUNK, count))


def _or_nothing(table: Texts, row: NDArray[np.integer]) -> Texts:
    """Entries of a table; nothing for row -1."""
    return np.asarray(np.append(table, _NOTHING)[row])


def _coordinates(values: NDArray[np.float64]) -> Texts:
    return texts([f"{value:.5f}" for value in values.tolist()])


def _write_areas(world: World, file: BinaryIO) -> int:
    areas = world.areas
    count = len(areas.code)
    people = np.char.encode(np.char.mod("%d", areas.population))
    since, until = np.full(count, VALID_FROM), np.zeros(count, dtype="S1")
    lat, lon = _coordinates(areas.lat), _coordinates(areas.lon)
    file.write(lines(areas.code, areas.name, areas.level, areas.parent, lat, lon, people, since, until))
    return count


def _write_people(world: World, file: BinaryIO) -> int:
    people, codes, houses = world.people, person_codes(world), household_codes(world)
    communes = world.areas.code[world.areas.first_commune :]
    for part in _chunks(len(codes)):
        file.write(
            lines(
                codes[part],
                person_names(world, part.start, part.stop),
                people.birth[part].astype("S10"),
                np.where(people.male[part], np.bytes_(b"male"), np.bytes_(b"female")),
                phones(world, part.start, part.stop),
                national_ids(world, part.start, part.stop),
                communes[people.commune[part]],
                houses[people.household[part]],
            )
        )
    return len(codes)


def _write_places(world: World, file: BinaryIO) -> int:
    places, codes = world.places, place_codes(world)
    kinds = texts([kind.name for kind in KINDS])
    communes = world.areas.code[world.areas.first_commune + places.commune]
    for part in _chunks(len(codes)):
        lat, lon = _coordinates(places.lat[part]), _coordinates(places.lon[part])
        file.write(lines(codes[part], places.name[part], kinds[places.kind[part]], communes[part], lat, lon))
    return len(codes)


def _write_visits(found: Visits, codes: tuple[Texts, Texts], clock: _Day, file: BinaryIO) -> int:
    person, place = codes
    for part in _chunks(len(found)):
        entered, left = clock.times(found.entered_us[part]), clock.times(found.left_us[part])
        file.write(lines(person[found.person[part]], place[found.place[part]], entered, left))
    return len(found)


def _write_encounters(found: Encounters, person: Texts, clock: _Day, file: BinaryIO) -> int:
    distances = texts([f"{cm / 100:.2f}" for cm in range(1000)])
    masks = texts(["false", "true", ""])
    for part in _chunks(len(found)):
        cm = np.rint(found.distance_m[part] * 100).astype(np.int64)
        start, end = clock.times(found.start_us[part]), clock.times(found.end_us[part])
        a, b = person[found.a[part]], person[found.b[part]]
        file.write(lines(a, b, start, end, distances[cm], masks[found.masked[part]]))
    return len(found)


def _write_results(found: Outbreak, person: Texts, file: BinaryIO) -> int:
    results = found.results
    outcome = texts(["negative", "positive"])[results.positive.astype(np.int64)]
    onset = np.where(np.isnat(results.onset), _NOTHING, results.onset.astype("S10"))
    kind = texts(TEST_TYPES)[results.test_type]
    sampled, released = times(results.sampled_us), times(results.released_us)
    file.write(lines(person[results.person], sampled, released, outcome, kind, onset))
    return len(results.person)


def _write_truth(found: Outbreak, person: Texts, place: Texts, file: BinaryIO) -> int:
    layer = texts([*(layer.name.lower() for layer in Layer), "seed"])[found.layer]
    onset = times(np.where(found.symptomatic, found.onset_us, -1))
    symptomatic = texts(["false", "true"])[found.symptomatic.astype(np.int64)]
    infector, where = _or_nothing(person, found.infector), _or_nothing(place, found.place)
    file.write(
        lines(person[found.infected], infector, times(found.time_us), where, layer, onset, symptomatic)
    )
    return len(found)


def _write_days(world: World, out: Path, say: Progress) -> tuple[int, int]:
    """The two large files, day by day."""
    person, place = person_codes(world), place_codes(world)
    total, rows = world.district.days, [0, 0]
    with (out / "visits.csv").open("wb") as scans, (out / "encounters.csv").open("wb") as radio:
        scans.write(HEADERS["visits.csv"].encode() + b"\n")
        radio.write(HEADERS["encounters.csv"].encode() + b"\n")
        for day in range(total):
            say(f"day {day + 1} of {total}", 0.3 + 0.7 * day / total)
            stays = plan(world, day)
            found, met = recorded(world, day, stays), heard(world, day, stays)
            clock = _Day(int(found.entered_us[0]))
            rows[0] += _write_visits(found, (person, place), clock, scans)
            rows[1] += _write_encounters(met, person, clock, radio)
    return rows[0], rows[1]


def write_csv(world: World, out: Path, progress: Progress | None = None) -> dict[str, int]:
    """Write the seven files into ``out`` (made if missing); rows of each file, without headers.

    ``progress`` hears what is being done and the share done, 0 to 1.
    """
    say = progress or (lambda what, share: None)
    out.mkdir(parents=True, exist_ok=True)
    say("outbreak", 0.0)
    found = outbreak(world)
    person, place = person_codes(world), place_codes(world)
    small: dict[str, Callable[[BinaryIO], int]] = {
        "areas.csv": lambda file: _write_areas(world, file),
        "people.csv": lambda file: _write_people(world, file),
        "places.csv": lambda file: _write_places(world, file),
        "results.csv": lambda file: _write_results(found, person, file),
        "truth.csv": lambda file: _write_truth(found, person, place, file),
    }
    rows = {}
    for name, write in small.items():
        say(name, 0.25)
        with (out / name).open("wb") as file:
            file.write(HEADERS[name].encode() + b"\n")
            rows[name] = write(file)
    rows["visits.csv"], rows["encounters.csv"] = _write_days(world, out, say)
    say("done", 1.0)
    return {name: rows[name] for name in HEADERS}
