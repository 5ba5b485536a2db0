"""A worker is killed at any moment, again and again: nothing is lost and nothing is done twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from lachan.config import database
from lachan.core.access import system
from lachan.core.events import reactions
from lachan.identity.models import Person
from lachan.testing.events import ResultsReleased
from lachan.tracing import services
from lachan.tracing.models import Case, Task
from tests import make
from tests.tracing.standing import assert_in_order, forget_jobs, standing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
CASES, KILLS = 160, 8
SEED = 20220310


@pytest.fixture
def home(transactional_db: None, tmp_path: Path) -> Iterator[Path]:
    """A home whose database is the one of the tests, so that the worker's rows can be looked at."""
    forget_jobs()
    yield tmp_path
    forget_jobs()
    with (
        connection.cursor() as cursor
    ):  # without triggers, until Django has emptied the tables and closes the connection
        cursor.execute("SET session_replication_role = replica")


def url() -> str:
    """Where this test's own database is."""
    settings = connections["default"].settings_dict
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"


def worker(home: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "LACHAN_HOME": str(home), "DATABASE_URL": url()}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    log = (home / "worker.log").open("ab")
    with log:
        command = [sys.executable, "-m", "lachan", "work"]
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log)


def fill() -> list[Person]:
    """People of one commune in twelve cafés, so that the cases share many contacts."""
    units = make.make_areas()
    chance = random.Random(SEED)
    homes = [units[code] for code in ("00001", "00004", "09163")]
    people = [make.make_person(chance.choice(homes), household=f"H{n // 4}") for n in range(CASES)]
    cafes = [make.make_place(chance.choice(homes)) for _ in range(12)]
    make.visits(
        [
            (person.code, cafe.code, make.at(start), make.at(start + chance.uniform(0.2, 2)))
            for person in people
            for cafe in chance.sample(cafes, 3)
            for start in (chance.uniform(-40, -3),)
        ]
    )
    make.run_jobs()
    return people


def left(*queues: str) -> int:
    """What is not done: reactions ("events"), second looks ("later")."""
    return ProcrastinateJob.objects.filter(queue_name__in=queues, status__in=["todo", "doing"]).count()


def test_a_worker_killed_eight_times_loses_nothing_and_doubles_nothing(home: Path) -> None:
    people = fill()
    for person in people:
        make.positive(person)
    assert left("events") == CASES * len(reactions()[ResultsReleased.name])
    chance, progress, running = random.Random(), [], worker(home)
    try:
        for _ in range(KILLS):
            before = left("events")
            end = time.monotonic() + 40
            while left("events") == before and time.monotonic() < end:  # it is at work
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.25))
            running.send_signal(signal.SIGKILL)
            running.wait()
            progress.append(left("events"))
            running = worker(home)
        end = time.monotonic() + 90
        while left("events", "later") and time.monotonic() < end:
            time.sleep(0.1)
    finally:
        running.terminate()
        running.wait(30)
    assert left("events", "later") == 0, progress
    assert ProcrastinateJob.objects.filter(status="failed").count() == 0
    assert len(set(progress)) > 3, progress  # it was killed in the midst of it
    survived, rows = standing(), (Case.objects.count(), Task.objects.filter(withdrawn_at=None).count())
    assert_in_order()

    Case.objects.all().delete()
    assert rows[0] == CASES
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE tracing_contact, tracing_exposurepoint, tracing_evidence, core_watch, messaging_notice"
        )
    for person in people:
        services.follow_results(system(), [person.id])
    assert survived == standing()
    assert rows[0] == Case.objects.count()


def test_the_database_of_this_test_is_where_the_worker_looks(home: Path) -> None:
    with psycopg.connect(url()) as there:
        [found] = there.execute("SELECT current_database()").fetchall()
    assert found == (connections["default"].settings_dict["NAME"],)
    assert database.django_settings(url())["HOST"] == connections["default"].settings_dict["HOST"]
