"""``python -m bench.testing``: samples and answers a second, an import beside releases, accounts, lists.

A home of its own, made anew: ``var/bench-testing`` (``--home``).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.report import Figure, keep, percentile, say, show

HERE = Path(__file__).parents[1]
BATCH, SINGLE_EVERY_S = 1000, 0.05
COMMUNES = 40


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.testing")
    parser.add_argument("--home", type=Path, default=HERE / "var" / "bench-testing")
    parser.add_argument("--samples", type=int, default=60_000)
    parser.add_argument("--imported", type=int, default=100_000)
    parser.add_argument("--listed", type=int, default=2_000_000, help="tubes behind the lists")
    parser.add_argument("--people", type=int, default=20_000, help="of the campaign, in teams of 100")
    parser.add_argument("--inner", nargs=3, help="the import as a process of its own: first, past, token")
    given = parser.parse_args()
    if given.inner:
        importing(given.home, *given.inner)
        return
    shutil.rmtree(given.home, ignore_errors=True)
    os.environ["LACHAN_HOME"] = str(given.home)
    os.environ.pop("DATABASE_URL", None)
    from lachan.config.start import ready

    ready()
    from django.conf import settings

    from bench import machine

    settings.ALLOWED_HOSTS = ["*"]
    import logging

    logging.getLogger("lachan").setLevel(logging.WARNING)
    world = World(given.samples + given.imported)
    figures = [*rates(world, given.samples), *import_beside(world, given.imported)]
    figures += campaign(world, given.people)
    figures += lists(world, given.listed)
    began = datetime.now(UTC)
    told = {"scale": "testing", "measured_at": began.isoformat(timespec="seconds"),
            "machine": machine.described(), "sizes": vars(given) | {"home": ""}}  # fmt: skip
    path = HERE / "bench" / "results" / f"testing-{began:%Y%m%d-%H%M%S}.json"
    keep(path, told, figures)
    show("testing", figures)


class World:
    """A province of some communes with people in it, and tokens for it."""

    def __init__(self, people: int) -> None:
        from django.db import connection
        from django.utils import timezone

        from lachan.accounts import public as accounts
        from lachan.areas import public as areas
        from lachan.core.access import system

        rows = [("VN", "Việt Nam", "country", None), ("01", "Hà Nội", "province", "VN")]
        rows += [(f"{i:05}", f"Phường {i}", "commune", "01") for i in range(1, COMMUNES + 1)]
        areas.load_areas(system(), [areas.AreaRow(i, "", *row) for i, row in enumerate(rows, 1)])
        self.units = areas.units_by_code([row[0] for row in rows], timezone.localdate())
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO identity_person (code, name, area_id, area_path, sex, birth_precision)"
                " SELECT 'B' || n, 'Nguyễn Văn ' || n, u.id, u.path, 'unknown', 'day'"
                " FROM generate_series(0, %s) AS n JOIN unnest(%s::int[], %s::text[]) WITH ORDINALITY"
                " AS u(id, path, place) ON u.place = n %% %s + 1",
                [
                    people - 1,
                    *map(list, zip(*[(u.id, u.path) for u in self.communes], strict=True)),
                    COMMUNES,
                ],
            )
            cursor.execute("ANALYZE identity_person")
        self.people = people
        now = timezone.now()
        self.tokens = {
            role: accounts.add_service(system(), role, role, "01", ends_at=None, now=now)
            for role in ("sampler", "laboratory")
        }

    @property
    def communes(self) -> list[Any]:
        return [unit for unit in self.units.values() if unit.level == "commune"]

    def send(self, door: str, items: Sequence[dict[str, Any]]) -> None:
        """Through the whole site, middleware and wall; everything must be stored."""
        from django.test import Client

        role = "sampler" if door == "samples" else "laboratory"
        answer = Client().post(
            f"/api/v1/{door}", json.dumps({door: items}), content_type="application/json",
            headers={"Authorization": f"Bearer {self.tokens[role]}"},
        )  # fmt: skip
        told = answer.json()["results"]
        assert {one["status"] for one in told} == {"stored"}, told[:3]


def sample(number: int, person: int, at: datetime) -> dict[str, Any]:
    taken_at = (at + timedelta(microseconds=number)).isoformat()
    return {"tube": f"S{number:08}", "people": [f"B{person}"], "taken_at": taken_at, "campaign": None}


def answer(number: int, at: datetime) -> dict[str, Any]:
    outcome = "positive" if number % 40 == 0 else "negative"
    return {"tube": f"S{number:08}", "outcome": outcome, "method": "pcr", "measured_at": at.isoformat(),
            "ct": {"N": 21.5} if outcome == "positive" else {}}  # fmt: skip


def batches(items: list[dict[str, Any]], send: Callable[[Sequence[dict[str, Any]]], None]) -> list[float]:
    """Milliseconds of each batch."""
    took = []
    for start in range(0, len(items), BATCH):
        began = time.perf_counter()
        send(items[start : start + BATCH])
        took.append((time.perf_counter() - began) * 1000)
    return took


def rates(world: World, count: int) -> list[Figure]:
    """Intake and answers a second, one programme after the other."""
    at = datetime.now(UTC) - timedelta(hours=6)
    samples = [sample(i, i, at) for i in range(count)]
    answers = [answer(i, at + timedelta(hours=3)) for i in range(count)]
    figures = []
    for door, items in (("samples", samples), ("results", answers)):
        say(f"{count:,} {door}")
        took = batches(items, lambda some, door=door: world.send(door, some))
        rate = count / (sum(took) / 1000)
        detail = {"p50_ms": percentile(sorted(took), 0.5), "p99_ms": percentile(sorted(took), 0.99)}
        figures.append(Figure(f"{door} through the machine door", rate, "/s", 1000, False, detail))
    return figures


def import_beside(world: World, count: int) -> list[Figure]:
    """A laboratory's 100,000 answers, while others release one at a time."""
    from lachan.core.access import system
    from lachan.testing import services

    first, at = world.people - count, datetime.now(UTC) - timedelta(hours=6)
    singles = 2000
    say(f"{count:,} samples for the import, {singles:,} for single releases")
    batches([sample(i, i, at) for i in range(first, first + count)], lambda some: world.send("samples", some))

    def one(number: int) -> float:
        told = answer(number, at + timedelta(hours=3))
        measured = services.Measured(told["tube"], told["outcome"], "pcr", at + timedelta(hours=3))
        began = time.perf_counter()
        services.take_answers(system("laboratory"), [measured])
        time.sleep(SINGLE_EVERY_S)
        return (time.perf_counter() - began - SINGLE_EVERY_S) * 1000

    alone = [one(number) for number in range(first, first + singles // 4)]
    say("the import by a process of its own, and single releases beside it")
    numbers = [str(first + singles), str(first + count), world.tokens["laboratory"]]
    command = [
        sys.executable,
        "-m",
        "bench.testing",
        "--home",
        os.environ["LACHAN_HOME"],
        "--inner",
        *numbers,
    ]
    beside, number = [], first + singles // 4
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603
        while child.poll() is None and number < first + singles:
            beside.append(one(number))
            number += 1
        seconds = [float(child.communicate()[0])]
    calm, busy = percentile(sorted(alone), 0.99), percentile(sorted(beside), 0.99)
    detail = {"alone_p99_ms": calm, "beside_p99_ms": busy, "singles": len(beside)}
    return [
        Figure(f"{count - singles:,} answers imported", seconds[0], "s", 60),
        Figure("p99 of single releases beside the import / alone", busy / calm, "x", 2, detail=detail),
    ]


def importing(home: Path, first: str, past: str, token: str) -> None:
    """A laboratory's file as its programme sends it; prints the seconds."""
    os.environ["LACHAN_HOME"] = str(home)
    from lachan.config.start import ready

    ready(migrate=False)
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    world = World.__new__(World)
    world.tokens = {"laboratory": token}
    at = datetime.now(UTC) - timedelta(hours=3)
    items = [answer(i, at) for i in range(int(first), int(past))]
    began = time.perf_counter()
    batches(items, lambda some: world.send("results", some))
    print(time.perf_counter() - began)


def campaign(world: World, people: int) -> list[Figure]:
    """A bad week of so many people in teams of 100, and what does not add up."""
    from django.db import connection
    from django.utils import timezone

    from bench.accounts import complaints
    from bench.campaign import Campaign, Plan
    from lachan.core.access import system
    from lachan.testing import services

    def query(text: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(text)
            return list(cursor.fetchall())

    day = timezone.localdate()
    told = services.CampaignTold("SIM", "SIM", "periodic", day - timedelta(days=5), day)
    services.plan_campaign(system(), world.units["01"], told)
    for table in ("testing_alarm", "testing_order", "testing_reading", "testing_member", "testing_tube",
                  "testing_result", "messaging_notice", "procrastinate_jobs"):  # fmt: skip
        query_only(f"TRUNCATE {table} CASCADE")
    codes = [f"B{i}" for i in range(people)]
    teams = [codes[i : i + 100] for i in range(0, people, 100)]
    begins = datetime.now(UTC) - timedelta(hours=60)
    plan = Plan(teams, world.tokens["sampler"], world.tokens["laboratory"], system("staff"), begins, "SIM")
    week = Campaign(plan)
    say(f"a campaign of {people:,} people in {len(teams)} teams")
    began = time.perf_counter()
    happened = week.run(lambda: due(query), lambda: lost(query))
    found = complaints(happened, query)
    detail = {"tubes": len(happened.tubes), "boxes": len(happened.boxes), "refused": week.told,
              "complaints": found[:20], "seconds": round(time.perf_counter() - began, 1)}  # fmt: skip
    return [
        Figure(
            "tubes and people of the campaign that are not accounted for", len(found), "", 0, detail=detail
        )
    ]


def query_only(text: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text)


def due(query: Callable[[str], list[tuple[Any, ...]]]) -> list[str]:
    return sorted(
        code
        for (code,) in query(
            "SELECT DISTINCT p.code FROM testing_order o JOIN identity_person p ON p.id = o.person_id"
            " WHERE o.tube_id IS NULL"
        )
    )


def lost(query: Callable[[str], list[tuple[Any, ...]]]) -> list[str]:
    told = {
        ref
        for (ref,) in query("SELECT ref FROM testing_alarm WHERE kind = 'tube_lost' AND closed_at IS NULL")
    }
    for (facts,) in query("SELECT facts FROM testing_alarm WHERE kind = 'box_gap'"):
        told.update((json.loads(facts) if isinstance(facts, str) else facts)["codes"])
    return sorted(told)


FILL = """
    INSERT INTO testing_tube (code, step, since, steps, taken_at, taken_by, area_path, people, plate, well,
                              outcome, method, measured_at, read_by)
    SELECT 'L' || n, CASE WHEN n %% 50 = 0 THEN (ARRAY['collected', 'in_transit', 'received', 'running'])
                                                [1 + n / 50 %% 4] ELSE 'final' END,
           now() - n * interval '0.2 second', 3, now() - n * interval '0.2 second' - interval '8 hours', 'x',
           u.path, 1, '', '', CASE WHEN n %% 50 = 0 THEN '' ELSE 'negative' END, 'pcr',
           now() - n * interval '0.2 second', ''
    FROM generate_series(1, %s) AS n
    JOIN unnest(%s::text[]) WITH ORDINALITY AS u(path, place) ON u.place = n %% %s + 1
"""


def lists(world: World, count: int) -> list[Figure]:
    """Work lists of every role, page by page, through the site."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from lachan.identity.models import Staff

    say(f"{count:,} tubes behind the lists")
    with connection.cursor() as cursor:
        cursor.execute(FILL, [count, [unit.path for unit in world.communes], COMMUNES])
        cursor.execute("ANALYZE testing_tube")
    from django.conf import settings

    settings.ACCOUNTS_SECOND_FACTOR = False
    call_command("collectstatic", interactive=False, verbosity=0)
    figures = []
    for who, unit in (("country", None), ("province", world.units["01"]), ("commune", world.communes[0])):
        user = User.objects.create_user(f"list-{who}")
        path = unit.path if unit else ""
        Staff.objects.create(user=user, role="laboratory", area_id=unit.id if unit else None, area_path=path)
        client, took = Client(), []
        client.force_login(user)
        for which in ("received", "final", "rejected", "collected", "in_transit"):
            for _ in range(20):
                began = time.perf_counter()
                assert client.get(f"/tests/tubes/?step={which}").status_code == 200
                took.append((time.perf_counter() - began) * 1000)
        name = f"p95 of the work list, {who}, {count:,} tubes"
        figures.append(Figure(name, percentile(sorted(took), 0.95), "ms", 150))
    return figures


if __name__ == "__main__":
    main()
