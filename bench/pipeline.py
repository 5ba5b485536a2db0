"""End to end: a result is released, a worker traces, the team's inbox shows the task; check-ins all the time.

Open loop: everything has its hour, and lateness counts.  The stream of check-ins is a process of its own
(``--only check_ins``) that prints what it achieved.
"""

import itertools
import json
import resource
import subprocess
import sys
import threading
import time
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import connection

from bench.report import Figure, say, spread
from bench.trace import people_to_trace, release
from bench.world import Built, drop_partitions, forget, warm
from lachan.config.processes import worker_at_hand
from lachan.core.access import ROLES, Actor, system
from lachan.core.batches import origin_of_scans
from lachan.identity import public as identity
from lachan.places import public as places
from lachan.tracing import queries

F0_PER_S, VISITS_PER_S, STREAMS, POLL_S = 2.0, 300.0, 3, 0.004
P50_MS, P99_MS, PATIENCE_S = 100.0, 300.0, 20.0
LEAD_S = 5
SEEN = """
    SELECT DISTINCT ON (c.person_id) c.person_id, t.area_path
    FROM tracing_case c JOIN tracing_task t ON t.case_id = c.id
    WHERE c.person_id = ANY(%s) AND t.withdrawn_at IS NULL ORDER BY c.person_id, t.id
"""


class Inbox(threading.Thread):
    """Another connection that reads teams' inboxes until every case has been seen there."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.waiting: dict[int, float] = {}
        self.ms: list[float] = []
        self.page_ms: list[float] = []
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.is_set() or self.waiting:
            if not self._look() or not self.waiting:
                time.sleep(POLL_S)
        connection.close()

    def _look(self) -> bool:
        waiting = list(self.waiting)
        with connection.cursor() as cursor:
            cursor.execute(SEEN, [waiting])
            seen = dict(cursor.fetchall())
        for person, area_path in seen.items():
            began = time.perf_counter()
            lines, _ = queries.task_page(
                Actor("bench", "", "tracer", ROLES["tracer"], area_path), queries.View.NEW
            )
            now = time.perf_counter()
            if any(line.task.case.person_id == person for line in lines):
                self.page_ms.append((now - began) * 1000)
                self.ms.append((now - self.waiting.pop(person)) * 1000)
        for person in [p for p, due in list(self.waiting.items()) if time.perf_counter() - due > PATIENCE_S]:
            self.ms.append((time.perf_counter() - self.waiting.pop(person)) * 1000)
        return bool(seen)


def measure(built: Built) -> list[Figure]:
    forget()
    seconds = built.scale.seconds
    count = int(seconds * F0_PER_S)
    warm_up = min(20, count)
    people = people_to_trace(built, count + warm_up, seed=4)
    who = identity.people(people, identity.Purpose.NAMELESS)
    with worker_at_hand("--no-night"):
        say("worker started; warming up")
        warm(built)
        _run(built, [who[p] for p in people[:warm_up]], rate=4.0)
        command = [sys.executable, "-m", "bench", built.scale.name, "--only", "check_ins"]
        streams = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            time.sleep(LEAD_S)
            say(f"{F0_PER_S:g} F0/s under {VISITS_PER_S:g} check-ins/s for {seconds} s")
            before = resource.getrusage(resource.RUSAGE_SELF)
            inbox = _run(built, [who[p] for p in people[warm_up:]], rate=F0_PER_S)
            after = resource.getrusage(resource.RUSAGE_SELF)
            told, _ = streams.communicate(timeout=120)
        finally:
            streams.terminate()
            streams.wait(30)
        background = json.loads(told.splitlines()[-1])
    stages = _stages()
    forget()
    drop_partitions("places_visit", built.now.date() + timedelta(days=1))
    spread_ms = spread(inbox.ms)
    detail = {
        "spread_ms": spread_ms,
        "inbox_query_ms": spread(inbox.page_ms),
        "stages_ms": stages,
        "background": background,
        "poll_ms": POLL_S * 1000,
        "own_cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    }
    return [
        Figure("released to readable in the inbox, p50", spread_ms["p50"], "ms", P50_MS, detail=detail),
        Figure("released to readable in the inbox, p99", spread_ms["p99"], "ms", P99_MS),
        Figure(
            "check-ins meanwhile, achieved",
            background["achieved_per_s"],
            "1/s",
            VISITS_PER_S * 0.98,
            at_most=False,
        ),
        Figure("check-in, p50 from its hour", background["spread_ms"]["p50"], "ms"),
        Figure("check-in, p99 from its hour", background["spread_ms"]["p99"], "ms"),
    ]


def _run(built: Built, people: list[identity.Who], *, rate: float) -> Inbox:
    """Release the results at their hours and wait until all were seen."""
    inbox = Inbox()
    inbox.start()
    began = time.perf_counter() + 0.2
    for number, person in enumerate(people):
        due = began + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        release(built, person)
        inbox.waiting[person.id] = due
    inbox.done.set()
    inbox.join()
    return inbox


def _stages() -> dict[str, Any]:
    """Where the time went, by the stamps of the cases: announced, opened, traced, dispatched."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT name, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM took) * 1000)
               FROM tracing_case, LATERAL (VALUES
                   ('announced_to_opened', opened_at - announced_at),
                   ('opened_to_traced', traced_at - opened_at),
                   ('traced_to_dispatched', dispatched_at - traced_at)) AS stage(name, took)
               GROUP BY name ORDER BY name"""
        )
        return {name: round(float(ms), 2) for name, ms in cursor.fetchall() if ms is not None}


def check_ins(built: Built) -> dict[str, Any]:
    """Single visits at their hours, each a transaction, the day after the world's last; what was achieved."""
    rate, seconds = VISITS_PER_S, built.scale.seconds + LEAD_S + 1
    rng = np.random.default_rng(5)
    count = int(rate * seconds)
    person = rng.integers(built.rows["people"], size=count) + built.first_person
    place = (rng.zipf(1.3, size=count) % built.rows["places"]) + built.first_place
    people = {str(p): int(p) for p in person}
    sites = {str(p): int(p) for p in place}
    number, ms, lock = itertools.count(), list[float](), threading.Lock()
    began, day = time.perf_counter() + 1.0, built.now + timedelta(days=1)

    def stream() -> None:
        while (i := next(number)) < count:
            due = began + i / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            row = places.VisitColumns(
                origin_of_scans(1),
                [str(person[i])],
                [str(place[i])],
                [day + timedelta(seconds=i / rate)],
                [None],
            )
            places.record_visits(system("bench"), row, people=people, places=sites)
            with lock:
                ms.append((time.perf_counter() - due) * 1000)

    threads = [threading.Thread(target=stream) for _ in range(STREAMS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = resource.getrusage(resource.RUSAGE_SELF)
    took = time.perf_counter() - began
    return {
        "wanted_per_s": rate,
        "achieved_per_s": round(len(ms) / max(took, seconds), 1),
        "spread_ms": spread(ms),
        "cpu_share_of_one_core": round((used.ru_utime + used.ru_stime) / took, 2),
    }
