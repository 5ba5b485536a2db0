"""``lachan load visits``, the whole command, against raw binary COPY into the same table; bytes on disk."""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from django.db import connection

from bench.report import Figure, say
from bench.world import Built, drop_partitions, home_of, simulated
from lachan import simulation
from lachan.core import copying, partitions
from lachan.simulation.writer import lines, times

SHARE, BYTES = 0.25, 140.0
DAY_US = 86_400_000_000
DAY_BYTES = "SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) AS t"


def rows_to_load(built: Built) -> simulation.Visits:
    """Visits of the world's first days, in order of time."""
    world, parts, left = simulated(built.scale), [], built.scale.load_rows
    for day in range(built.scale.days):
        found = simulation.visits(world, day)
        parts.append(
            [column[:left] for column in (found.person, found.place, found.entered_us, found.left_us)]
        )
        left -= len(parts[-1][0])
        if left <= 0:
            break
    return simulation.Visits(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def shifted(found: simulation.Visits, days: int) -> simulation.Visits:
    later = days * DAY_US
    left = np.where(found.left_us < 0, -1, found.left_us + later)
    return simulation.Visits(found.person, found.place, found.entered_us + later, left)


def raw_copy(built: Built, found: simulation.Visits) -> float:
    """Rows a second of COPY alone; the bytes are ready before the clock starts."""
    columns = {
        "place_id": copying.bigint(found.place + built.first_place),
        "entered_at": copying.timestamptz(found.entered_us),
        "person_id": copying.bigint(found.person + built.first_person),
        "left_at": copying.timestamptz(found.left_us, missing=found.left_us < 0),
    }
    days = np.unique(columns["entered_at"].values // DAY_US)
    partitions.ensure("places_visit", [partitions.FIRST_DAY + timedelta(days=int(day)) for day in days])
    pieces = list(copying.encoded(list(columns.values())))
    statement = f"COPY places_visit ({', '.join(columns)}) FROM STDIN (FORMAT binary)"
    connection.ensure_connection()
    began = time.perf_counter()
    with connection.connection.cursor() as cursor, cursor.copy(statement) as stream:
        for piece in pieces:
            stream.write(piece)
    return len(found) / (time.perf_counter() - began)


def write_csv(built: Built, found: simulation.Visits, path: Path) -> None:
    world = simulated(built.scale)
    person, place = simulation.person_codes(world), simulation.place_codes(world)
    with path.open("wb") as file:
        file.write(b"person,place,entered_at,left_at\n")
        for first in range(0, len(found), 1 << 18):
            part = slice(first, first + (1 << 18))
            entered, left = times(found.entered_us[part]), times(found.left_us[part])
            file.write(lines(person[found.person[part]], place[found.place[part]], entered, left))


def by_command(path: Path) -> float:
    """Seconds of the whole command, start of the process included."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "lachan", "load", "visits", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - began


def bytes_a_row(names: list[str], rows: int) -> float:
    with connection.cursor() as cursor:
        cursor.execute(DAY_BYTES, [names])
        return float(cursor.fetchone()[0]) / rows


def measure(built: Built) -> list[Figure]:
    after = built.now.date() + timedelta(days=1)
    drop_partitions("places_visit", after)
    world_days = sorted(partitions.existing("places_visit"))
    settled = bytes_a_row(world_days, built.rows["visits"])
    found = rows_to_load(built)
    path = home_of(built.scale) / "visits.csv"
    write_csv(built, shifted(found, 40), path)
    say(f"raw COPY of {len(found):,} rows")
    raw = [raw_copy(built, shifted(found, 20))]
    drop_partitions("places_visit", after)
    say(f"lachan load visits, {len(found):,} rows")
    took = by_command(path)
    new_days = sorted(partitions.existing("places_visit") - set(world_days))
    fresh = bytes_a_row(new_days, len(found))
    for name in new_days:
        partitions.pack("places_visit", datetime.strptime(name[-8:], "%Y%m%d").replace(tzinfo=UTC).date())
    packed = bytes_a_row(new_days, len(found))
    drop_partitions("places_visit", after)
    raw.append(raw_copy(built, shifted(found, 20)))
    drop_partitions("places_visit", after)
    path.unlink()
    copied, loaded = sum(raw) / len(raw), len(found) / took
    detail = {"rows": len(found), "raw_copy_runs": [round(rate) for rate in raw], "load_s": round(took, 2)}
    return [
        Figure("raw binary COPY into the indexed table", copied, "rows/s", detail=detail),
        Figure("lachan load visits, whole command", loaded, "rows/s"),
        Figure("load visits / raw COPY", loaded / copied, "x", SHARE, at_most=False),
        Figure("bytes a visit with indexes, the world's days", settled, "B", BYTES),
        Figure("bytes a visit with indexes, loaded from CSV, after the night", packed, "B", BYTES),
        Figure("bytes a visit with indexes, just loaded from CSV", fresh, "B"),
    ]
