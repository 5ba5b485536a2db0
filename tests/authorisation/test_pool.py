"""A connection that goes from one request to the next takes no scope with it."""

import threading
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection

from lachan.areas.public import Unit
from lachan.core import wall
from lachan.core.wall import Scope
from lachan.identity.models import Person
from tests.make import make_areas, make_person

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, REQUESTS, CONNECTIONS = 8, 1_000, 2
LEFT = "SELECT current_user::text, coalesce(current_setting('lachan.from', true), '')"
LEFT += " || coalesce(current_setting('lachan.people', true), ''), (SELECT count(*) FROM identity_person)"


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """A database whose rows other connections see; emptied afterwards, the append-only trail included."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")


@pytest.fixture
def provinces(committed: None) -> dict[str, Unit]:
    units = {code: unit for code, unit in make_areas().items() if code in {"01", "24"}}
    for number in range(20):
        make_person(units["01" if number % 2 else "24"])
    return units


@pytest.fixture
def pooled(provinces: dict[str, Unit], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site's own role over a pool of two connections, for all threads but this one."""
    settings = connection.settings_dict
    pool = {"min_size": CONNECTIONS, "max_size": CONNECTIONS, "timeout": 30}
    monkeypatch.setitem(settings, "USER", wall.SITE)
    monkeypatch.setitem(settings, "OPTIONS", {**settings["OPTIONS"], "pool": pool})
    monkeypatch.setitem(settings, "CONN_MAX_AGE", 0)
    yield
    connection.close_pool()


def fault(rng: Random) -> None:
    """What ends a transaction before its time, or nothing."""
    with connection.cursor() as cursor:
        match rng.randrange(6):
            case 0:
                cursor.execute("SELECT 1 / 0")
            case 1:
                cursor.execute("SET LOCAL statement_timeout = '5ms'")
                cursor.execute("SELECT pg_sleep(1)")
            case 2:
                raise RuntimeError("the page failed")
            case 3:
                cursor.execute("ROLLBACK")  # behind Django's back, as a pooler would


def requests(units: dict[str, Unit], seed: int, leaks: list[object]) -> None:
    """One thread's share: requests of both provinces, each on whatever connection is free."""
    rng = Random(seed)
    for _ in range(REQUESTS // THREADS):
        code = rng.choice(["01", "24"])
        path = units[code].path
        try:
            with connection.cursor() as cursor:
                cursor.execute(LEFT)
                if (left := cursor.fetchone()) != (wall.SITE, "", 0):
                    leaks.append(("before", left))
            with wall.inside(Scope(area_path=path)):
                seen = set(Person.objects.values_list("area_path", flat=True))
                if seen != {path}:
                    leaks.append((code, seen))
                if rng.random() < 0.3:
                    with wall.opened("tests.all"):
                        Person.objects.count()
                fault(rng)
        except (DatabaseError, RuntimeError, psycopg.Error):
            pass
        finally:
            connection.close()  # back to the pool


def run_threads(target: Callable[..., None], *given: Any) -> None:
    threads = [
        threading.Thread(target=target, args=(*given[:1], seed, *given[1:])) for seed in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_thousand_requests_of_two_provinces_over_two_connections_leak_nothing(
    provinces: dict[str, Unit], pooled: None
) -> None:
    leaks: list[object] = []
    run_threads(requests, provinces, leaks)
    assert leaks == []


def test_a_scope_that_outlived_its_transaction_would_be_seen(
    provinces: dict[str, Unit], pooled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: set for the session instead of for the transaction."""

    def for_the_session(values: dict[str, str]) -> None:
        words = ", ".join(["set_config(%s, %s, false)"] * len(values))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {words}", [part for pair in values.items() for part in pair])

    monkeypatch.setattr(wall, "_set", for_the_session)
    leaks: list[object] = []
    run_threads(requests, provinces, leaks)
    assert leaks != []
