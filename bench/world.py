"""The worlds that are measured, built once and used again."""

import json
import os
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DERIVED = (
    "tracing_evidence", "tracing_contact", "tracing_exposurepoint", "tracing_task", "tracing_support",
    "tracing_case", "testing_result", "messaging_notice", "core_watch", "procrastinate_events",
    "procrastinate_jobs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """A size; the same values always give the same world."""

    name: str
    people: int
    days: int
    persons: int  # traced one by one
    batch: int  # traced at once
    seconds: int  # of the run from end to end
    load_rows: int
    seed: int = 19


SCALES = {
    scale.name: scale
    for scale in (
        Scale("smoke", 5_000, 7, persons=20, batch=50, seconds=3, load_rows=10_000),
        Scale("district", 180_000, 14, persons=200, batch=1000, seconds=60, load_rows=1_000_000),
        Scale("province", 1_800_000, 14, persons=200, batch=1000, seconds=120, load_rows=1_000_000),
    )
}


@dataclass(frozen=True, slots=True)
class Built:
    """A world in the database."""

    scale: Scale
    first_person: int
    first_place: int
    rows: dict[str, int]
    build_s: float
    last_day: str

    @property
    def now(self) -> datetime:
        """The moment at which results are released: 17:00 in Viet Nam on the last day."""
        return datetime.fromisoformat(self.last_day).replace(tzinfo=UTC) + timedelta(hours=10)


def home_of(scale: Scale) -> Path:
    return Path(os.environ.get("LACHAN_BENCH_HOME", ROOT / "var" / "bench")) / scale.name


def enter(scale: Scale) -> None:
    """Make this process, and those it starts, work with the scale's own database."""
    from lachan.config.start import ready

    os.environ["LACHAN_HOME"] = str(home_of(scale))
    os.environ.pop("DATABASE_URL", None)
    ready()


def opened(scale: Scale, *, rebuild: bool = False) -> Built:
    """The world of a scale, built where it is missing, other than asked for, or to be made anew."""
    from bench.report import say

    note = home_of(scale) / "world.json"
    wanted = {"people": scale.people, "days": scale.days, "seed": scale.seed, "recipe": 1}
    if note.exists() and not rebuild and (known := json.loads(note.read_text()))["wanted"] == wanted:
        say(f"world of {scale.name} found in {note.parent}")
        return Built(scale=scale, **known["built"])
    note.unlink(missing_ok=True)
    built = _build(scale)
    told = {name: value for name, value in asdict(built).items() if name != "scale"}
    note.write_text(json.dumps({"wanted": wanted, "built": told}, indent=1))
    return built


def _build(scale: Scale) -> Built:
    from bench.report import say
    from lachan.config import bulk
    from lachan.core.access import system
    from lachan.tracing import services as tracing

    empty()
    began = time.perf_counter()
    world = simulated(scale)
    say(f"{scale.people:,} people imagined")
    filled = bulk.fill(world, system("bench"), lambda what, share: say(what, share))
    tracing.follow_areas(system("bench"))
    forget()
    last = world.district.start + timedelta(days=scale.days - 1)
    return Built(
        scale,
        filled.first_person,
        filled.first_place,
        filled.rows,
        round(time.perf_counter() - began, 1),
        str(last),
    )


def simulated(scale: Scale) -> Any:
    from lachan import simulation

    return simulation.build(simulation.District(people=scale.people, days=scale.days, seed=scale.seed))


def empty() -> None:
    """Nothing is left but the schema."""
    from django.db import connection

    from lachan.core.partitions import FIRST_DAY

    forget()
    big = ("places_visit", "proximity_encounter")
    with connection.cursor() as cursor:
        for table in big:
            drop_partitions(table, FIRST_DAY)
        cursor.execute(
            "TRUNCATE places_place, identity_person, identity_household, tracing_coverage, tracing_team,"
            " areas_area RESTART IDENTITY CASCADE"
        )


WARM = (  # through their indexes: what is read in one sweep is not kept
    "SELECT count(person_id) FROM places_visit WHERE entered_at >= %s AND entered_at < %s AND place_id > 0",
    "SELECT count(area_id) FROM identity_person WHERE id > 0",
)


def warm(built: Built, days: int = 7) -> None:
    """Read who was where in the last days, and the people, once.

    A server that was up while the visits came in has them in memory; one that has just been started does not.
    """
    from django.db import connection

    span = [built.now - timedelta(days=days), built.now + timedelta(days=1)]
    with connection.cursor() as cursor:
        for statement in WARM:
            cursor.execute(statement, span[: statement.count("%s")])


def forget() -> None:
    """Forget every case and what followed; the world stays."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(DERIVED)} CASCADE")


def drop_partitions(table: str, since: Any) -> None:
    """Drop the days from ``since`` on."""
    from django.db import connection

    from lachan.core import partitions

    first = f"{table}_{since.year:04}{since:%m%d}"
    with connection.cursor() as cursor:
        for name in sorted(partitions.existing(table)):
            if name >= first:
                cursor.execute(f"DROP TABLE {name}")
