"""List pages behind the second wall, against the same pages without it: whole requests, made into HTML."""

import logging
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, connections
from django.test import Client, override_settings

from bench.report import Figure, say
from bench.world import Built, forget
from lachan.identity.models import Staff

BOUND, ROUNDS, P95_MS = 1.05, 80, 150.0
WALL = "lachan.accounts.middleware.walled"
STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"  # nothing is collected here
PAGES = ("/people/", "/people/?q=nguyen van", "/tests/", "/tracing/cases/", "/tracing/tasks/")
RESULTS, CASES, TEAMS_A_CASE = 500_000, 100_000, 3
# A year of tests, cases and tasks on top of the world.
ROWS = """
    INSERT INTO testing_result (id, person_id, area_path, sampled_at, released_at, outcome, test_type,
                                released_by, is_current)
    SELECT gen_random_uuid(), id, area_path, at, at + interval '1 hour', 'negative', 'pcr', 'bench', true
    FROM (SELECT id, area_path, now() - random() * interval '300 days' AS at
          FROM identity_person ORDER BY random() LIMIT {results}) AS drawn;
    INSERT INTO tracing_case (id, person_id, area_id, area_path, policy, sampled_at, released_at, window_from,
                              window_to, present, opened_at)
    SELECT gen_random_uuid(), id, area_id, area_path, 'vn-2021-12-29', at, at, at, at, 0, at
    FROM (SELECT id, area_id, area_path, now() - random() * interval '300 days' AS at
          FROM identity_person ORDER BY random() LIMIT {cases}) AS drawn;
    INSERT INTO tracing_task (id, case_id, team_id, kind, generation, area_path, items, grade, opened_at,
                              due_at)
    SELECT gen_random_uuid(), k.id, t.id, 'contacts', 1, t.area_path, 5, 'close', k.opened_at, k.opened_at
    FROM (SELECT id, opened_at, row_number() OVER () AS n FROM tracing_case) k
    CROSS JOIN generate_series(0, {teams} - 1) AS other
    JOIN (SELECT id, area_path, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS of
          FROM tracing_team) t ON t.n = (k.n * 7 + other * 13) % t.of;
    ANALYZE testing_result, tracing_case, tracing_task
"""


def measure(built: Built) -> list[Figure]:
    forget()
    logging.disable(logging.WARNING)  # one line a request
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": STATIC}}
    with override_settings(STORAGES=plain, ACCOUNTS_SECOND_FACTOR=False), _filled():
        return [figure for role, path in _scopes().items() for figure in _of_role(role, path)]


@contextmanager
def _filled() -> Iterator[None]:
    """Kept while it is measured: a request is a transaction of its own."""
    say(f"{RESULTS:,} results, {CASES:,} cases, {CASES * TEAMS_A_CASE:,} tasks on top")
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(results=RESULTS, cases=CASES, teams=TEAMS_A_CASE))
    try:
        yield
    finally:
        User.objects.filter(username__startswith="bench-").delete()
        forget()


def _scopes() -> dict[str, tuple[int | None, str]]:
    """The whole country, a province, and the commune in the middle of it: unit and path."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, path FROM areas_area WHERE valid_to IS NULL ORDER BY path")
        units = {path: key for key, path in cursor.fetchall()}
    deepest = max(path.count(".") for path in units)
    communes = [path for path in units if path.count(".") == deepest]
    commune = communes[len(communes) // 2]
    province = ".".join(commune.split(".")[:2]) + "."
    paths = {"province": province, "commune": commune}
    return {"country": (None, ""), **{name: (units[path], path) for name, path in paths.items()}}


def _of_role(role: str, place: tuple[int | None, str]) -> list[Figure]:
    """Pages with and without the wall in turns; the medians of both, and the slowest page's p95 behind it."""
    user = User.objects.create(username=f"bench-{role}-{time.time_ns()}")  # a quota of its own
    Staff.objects.create(user=user, role="operator", area_id=place[0], area_path=place[1])
    # each with a connection of its own: plans that were kept hold for one role
    threads = [ThreadPoolExecutor(1), ThreadPoolExecutor(1)]
    bare, behind = [
        thread.submit(_visitor, user, walled=walled).result()
        for thread, walled in zip(threads, (False, True), strict=True)
    ]
    medians: dict[str, tuple[float, float]] = {}
    p95: dict[str, float] = {}
    for page in PAGES:
        without, within = [list[float](), list[float]()]
        for number in range(ROUNDS):
            turns = [(threads[0], bare, without), (threads[1], behind, within)]
            for thread, client, times in turns if number % 2 else reversed(turns):
                times.append(thread.submit(_timed, client, page).result())
        medians[page] = (statistics.median(without), statistics.median(within))
        p95[page] = sorted(within)[int(ROUNDS * 0.95)]
        say(f"{role}, {page}: {medians[page][0]:.2f} -> {medians[page][1]:.2f} ms")
    for thread in threads:
        thread.submit(connections.close_all).result()
    detail = {"without_ms_behind_ms": medians, "p95_ms": p95}
    ratio = sum(two for _, two in medians.values()) / sum(one for one, _ in medians.values())
    return [
        Figure(f"five list pages behind the wall / without, {role}", ratio, "x", BOUND, detail=detail),
        Figure(f"slowest list page behind the wall, p95, {role}", max(p95.values()), "ms", P95_MS),
    ]


def _visitor(user: User, *, walled: bool) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    layers = [layer for layer in settings.MIDDLEWARE if walled or layer != WALL]
    with override_settings(MIDDLEWARE=layers):
        client.get(PAGES[0])  # the handler keeps the layers it was made with
    return client


def _timed(client: Client, page: str) -> float:
    began = time.perf_counter()
    answer = client.get(page)
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, answer.status_code
    return took
