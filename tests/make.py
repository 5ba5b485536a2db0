"""Data for tests, by plain typed functions."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TypedDict, Unpack

from django.contrib.auth.models import User

from lachan.areas import public as areas
from lachan.core.access import Actor, system
from lachan.core.batches import origin_of_scans
from lachan.identity import public as identity
from lachan.identity.models import Alias, Household, Person, Staff
from lachan.places import public as places
from lachan.places.models import Place
from lachan.proximity import public as proximity
from lachan.testing import public as testing
from lachan.testing.models import Result

NOON = datetime(2022, 3, 10, 5, tzinfo=UTC)  # 12:00 in Viet Nam
_numbers = count(1)


def at(hours: float, *, day: int = 0) -> datetime:
    """Noon of the tests' first day, plus so much."""
    return NOON + timedelta(days=day, hours=hours)


def make_areas() -> dict[str, areas.Unit]:
    """Viet Nam > Hà Nội (two communes, one with a hamlet) and Bắc Ninh (one commune)."""
    rows = [
        ("VN", "Việt Nam", "country", None),
        ("01", "Hà Nội", "province", "VN"),
        ("00001", "Phường Phúc Xá", "commune", "01"),
        ("00004", "Phường Trúc Bạch", "commune", "01"),
        ("00001-1", "Tổ 1", "hamlet", "00001"),
        ("24", "Bắc Ninh", "province", "VN"),
        ("09163", "Phường Vũ Ninh", "commune", "24"),
    ]
    areas.load_areas(system(), [areas.AreaRow(i, "", *row) for i, row in enumerate(rows, 1)])
    return areas.units_by_code([row[0] for row in rows], date(2022, 3, 10))


def root_of(person_id: int) -> int | None:
    """The record that stands for this one; None where it stands for itself."""
    return Alias.objects.filter(person=person_id).values_list("root_id", flat=True).first()


def make_person(
    area: areas.Unit | None = None, *, household: str = "", name: str = "Nguyễn Văn An"
) -> Person:
    home = Household.objects.get_or_create(code=household)[0] if household else None
    return Person.objects.create(
        code=f"P{next(_numbers)}",
        name=name,
        area_id=area.id if area else None,
        area_path=area.path if area else "",
        household=home,
    )


def make_place(area: areas.Unit | None = None, *, kind: str = "cafe", capacity: int | None = None) -> Place:
    number = next(_numbers)
    return Place.objects.create(
        code=f"D{number}",
        name=f"Quán {number}",
        kind=kind,
        capacity=capacity,
        area_id=area.id if area else None,
        area_path=area.path if area else "",
    )


def visit(person: Person, place: Place, entered: datetime, left: datetime | None = None) -> None:
    visits([(person.code, place.code, entered, left)])


def visits(rows: Sequence[tuple[str, str, datetime, datetime | None]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    _, rejects = places.record_visits(system(), places.VisitColumns(origin_of_scans(len(rows)), *columns))
    assert rejects == []


class Told(TypedDict, total=False):
    """What the phones tell of a meeting besides its time."""

    distance_m: float | None  # one metre where it is not given
    rssi_dbm: int | None
    masked: bool | None


def meet(a: Person, b: Person, start: datetime, end: datetime | None = None, **told: Unpack[Told]) -> None:
    near, rssi, masked = told.get("distance_m", 1.0), told.get("rssi_dbm"), told.get("masked")
    _, rejects = proximity.record_encounters(
        system(),
        proximity.EncounterColumns(
            origin_of_scans(1), [a.code], [b.code], [start], [end], [near], [rssi], [masked]
        ),
    )
    assert rejects == []


def who(person: Person) -> identity.Who:
    return identity.people([person.id], identity.Purpose.LABORATORY)[person.id]


def positive(
    person: Person, *, sampled: datetime = NOON, released: datetime | None = None, onset: date | None = None
) -> Result:
    """A released positive result; nothing reacts until the queue is run (``run_jobs``)."""
    answer = testing.Answer(sampled, testing.Outcome.POSITIVE, "pcr", onset)
    return testing.release_result(system("laboratory"), who(person), answer, now=released or sampled)


def make_staff(area: areas.Unit | None, role: str = "tracer", *, username: str = "") -> tuple[User, Actor]:
    """An account with its place in the house, and the actor it becomes."""
    from lachan.core.access import ROLES

    user = User.objects.create_user(username or f"{role}{next(_numbers)}", password="test-password-1")
    path = area.path if area else ""
    Staff.objects.create(user=user, role=role, area_id=area.id if area else None, area_path=path)
    return user, Actor(user.username, user.username, role, ROLES[role], path, area.id if area else None)


def run_jobs(*, later: bool = False) -> int:
    """Run what is queued, as a worker would, until nothing is left.

    ``later``: also what waits for its hour.
    """
    from django.db import connection
    from procrastinate.contrib.django import app

    ran = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT id FROM procrastinate_jobs"
                " WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())"
                " ORDER BY priority DESC, id LIMIT 1) RETURNING id, task_name, args"
            )
            job = cursor.fetchone()
        if job is None:
            return ran
        arguments = json.loads(job[2]) if isinstance(job[2], str) else job[2]
        app.tasks[job[1]].func(**arguments)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job[0]])
        ran += 1


def rerun_jobs() -> None:
    """Queue every finished job again, as after a crash before it was marked done."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'succeeded'")
