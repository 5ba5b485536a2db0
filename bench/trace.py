"""One F0: the bare statement, the house's SELECT, and the whole trace with everything it writes."""

import re
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from django.db import connection
from psycopg import sql

from bench.report import Figure, say, spread
from bench.world import Built, forget
from lachan.core.access import system
from lachan.core.policies import exposure_policy_on
from lachan.core.statements import FOR_EVER
from lachan.identity import public as identity
from lachan.kernel.exposure import Positive, infectious_window
from lachan.testing import public as testing
from lachan.tracing import services as tracing
from lachan.tracing.models import Case, Contact, ExposurePoint, Task
from lachan.tracing.queries.evidence import INPUTS, Window, arguments, rule_arguments

ACTOR = system("bench")
RELEASE_AFTER = timedelta(hours=18)
ONSET_BEFORE = timedelta(days=2)
BARE_MS, WHOLE_RATIO, GROWTH = 15.0, 6.0, 1.5

# The least that finds who was at the same place at the same time: no kinds, no clipping, no encounters, no
# households, no grades.  What the whole trace is compared with.
BARE = sql.SQL("""
    SELECT b.person_id, a.place_id, greatest(a.entered_at, b.entered_at) AS since,
           least(a.until, b.until) AS until
    FROM (SELECT place_id, entered_at, coalesce(left_at, entered_at + interval '1 hour') AS until
          FROM places_visit
          WHERE person_id = %(person)s AND entered_at >= %(start)s AND entered_at < %(end)s) a
    JOIN LATERAL (
          SELECT person_id, entered_at, coalesce(left_at, entered_at + interval '1 hour') AS until
          FROM places_visit
          WHERE place_id = a.place_id AND entered_at < a.until
                AND entered_at > a.entered_at - interval '12 hours'
                AND coalesce(left_at, entered_at + interval '1 hour') > a.entered_at) b
      ON b.person_id <> %(person)s
""")
SELECT = sql.SQL("WITH {} SELECT ref, person_id, source, starts_at, ends_at FROM found").format(INPUTS)
VISITORS = """
    SELECT person_id FROM places_visit
    WHERE entered_at >= %s AND entered_at < %s AND person_id = ANY(%s) GROUP BY person_id
"""


def answer(built: Built) -> testing.Answer:
    """A positive sample of the morning, from somebody who fell ill two days before."""
    sampled = built.now - RELEASE_AFTER
    return testing.Answer(sampled, testing.Outcome.POSITIVE, "pcr", (sampled - ONSET_BEFORE).date())


def window(built: Built) -> tuple[datetime, datetime]:
    """From when to when such a person could infect."""
    from django.utils import timezone

    told, policy = answer(built), exposure_policy_on(built.now.date())
    onset: date | None = told.onset_date
    span = infectious_window(
        Positive(told.sampled_at, built.now, onset), policy, timezone.get_default_timezone()
    )
    return span.start, span.end


def people_to_trace(built: Built, count: int, *, seed: int) -> list[int]:
    """People drawn at random among those with a recorded visit in the window."""
    rng = np.random.default_rng(seed)
    picked = rng.choice(built.scale.people, size=min(built.scale.people, count * 4), replace=False)
    drawn = [int(i) + built.first_person for i in picked]
    start, end = window(built)
    with connection.cursor() as cursor:
        cursor.execute(VISITORS, [start, end, drawn])
        out = {row[0] for row in cursor.fetchall()}
    return [person for person in drawn if person in out][:count]


def release(built: Built, person: identity.Who) -> None:
    testing.release_result(ACTOR, person, answer(built), now=built.now)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what came out."""
    began = time.perf_counter()
    out = work()
    return (time.perf_counter() - began) * 1000, out


def bare(person: int, start: datetime, end: datetime) -> int:
    return received(BARE, {"person": person, "start": start, "end": end})


def select(built: Built, person: int) -> int:
    policy = exposure_policy_on(built.now.date())
    case = Window(identity_of(person), person, *window(built))
    return received(SELECT, arguments([case], policy))


def received(statement: sql.SQL | sql.Composed, given: dict[str, Any]) -> int:
    """Run a prepared statement until all its rows are here, without making Python values of them."""
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, given, prepare=True)
        return cursor.rowcount


def identity_of(person: int) -> UUID:
    """A case that is asked about, not stored."""
    return UUID(int=person)


def warm(built: Built, people: Sequence[int]) -> dict[str, list[float]]:
    """Each statement for each person: once to warm up, then the middle one of three."""
    start, end = window(built)
    first = end - timedelta(days=14)
    told: dict[str, list[float]] = {
        "bare": [],
        "bare_14_days": [],
        "select": [],
        "first_touch": [],
        "rows": [],
    }
    for person in people:
        told["first_touch"].append(timed(partial(bare, person, start, end))[0])
        works: dict[str, Callable[[], int]] = {
            "bare": partial(bare, person, start, end),
            "bare_14_days": partial(bare, person, first, end),
            "select": partial(select, built, person),
        }
        for name, work in works.items():
            work()
            told[name].append(sorted(timed(work)[0] for _ in range(3))[1])
        told["rows"].append(bare(person, start, end))
    return told


def whole(built: Built, people: Sequence[int]) -> dict[str, list[float]]:
    """Result to tasks in this process, committed; the trace alone, and with the opening of the case.

    Beside each the bare statement of the same person, warm, right before it: of the window that is traced,
    and of 14 days (about 40 visits), as the bound was measured.
    """
    told: dict[str, list[float]] = {"trace": [], "follow": [], "bare_window": [], "bare_beside": []}
    start, end = window(built)
    who = identity.people(people, identity.Purpose.NAMELESS)
    for person in people:
        release(built, who[person])
    real = tracing.cases.follow_cases  # type: ignore[attr-defined]

    def watched(*given: Any, **named: Any) -> None:
        told["trace"].append(timed(lambda: real(*given, **named))[0])

    tracing.cases.follow_cases = watched  # type: ignore[attr-defined]
    try:
        for person in people:
            for name, since in (("bare_beside", end - timedelta(days=14)), ("bare_window", start)):
                bare(person, since, end)
                told[name].append(timed(partial(bare, person, since, end))[0])
            told["follow"].append(timed(partial(tracing.follow_results, ACTOR, [person]))[0])
    finally:
        tracing.cases.follow_cases = real  # type: ignore[attr-defined]
    return told


def medians(built: Built) -> dict[str, float]:
    """The medians that growth compares."""
    forget()
    people = people_to_trace(built, min(100, built.scale.persons), seed=6)
    generic_plans()
    warm(built, people[:5])
    told = warm(built, people)
    whole(built, people_to_trace(built, 10, seed=2))
    forget()
    told |= whole(built, people)
    forget()
    return {name: spread(told[name])["p50"] for name in ("bare", "select", "trace", "follow")}


def generic_plans() -> None:
    """As ``core.statements`` has it."""
    with connection.cursor() as cursor:
        cursor.execute(FOR_EVER)


def counts() -> dict[str, float]:
    """What a case has on average."""
    cases = max(1, Case.objects.count())
    sizes = {
        "contacts": Contact.objects.count(),
        "points": ExposurePoint.objects.count(),
        "tasks": Task.objects.count(),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tracing_evidence")
        sizes["evidence"] = cursor.fetchone()[0]
    return {name: round(count / cases, 1) for name, count in sizes.items()}


def measure(built: Built) -> list[Figure]:
    """The figures of single traces."""
    forget()
    people = people_to_trace(built, built.scale.persons, seed=1)
    say(f"bare and select of {len(people)} people")
    generic_plans()
    start, end = window(built)
    warm(built, people[: max(3, len(people) // 10)])  # plans made, catalogues read
    told = warm(built, people)
    say("whole traces")
    whole(built, people_to_trace(built, 10, seed=2))
    forget()
    told |= whole(built, people)
    sizes = counts()
    spreads = {name: spread(times) for name, times in told.items() if name != "rows"}
    ratios = sorted(np.array(told["trace"]) / np.array(told["bare_beside"]))
    forget()
    detail = {
        "window_hours": (end - start).total_seconds() / 3600,
        "rows_of_bare": {"mean": float(np.mean(told["rows"])), "p50": float(np.median(told["rows"]))},
        "a_case_has": sizes,
        "spread_ms": spreads,
        "ratio_per_person": {"p50": float(np.median(ratios)), "p90": float(ratios[int(0.9 * len(ratios))])},
    }
    return [
        Figure("bare trace SQL, one F0, p50 warm", spreads["bare"]["p50"], "ms", BARE_MS, detail=detail),
        Figure("bare trace SQL, one F0, p99 warm", spreads["bare"]["p99"], "ms"),
        Figure("bare trace SQL, 14 days, p50 warm", spreads["bare_14_days"]["p50"], "ms", BARE_MS),
        Figure("the house's SELECT (all evidence), p50 warm", spreads["select"]["p50"], "ms", BARE_MS),
        Figure("the house's SELECT (all evidence), p99 warm", spreads["select"]["p99"], "ms"),
        Figure("whole trace with writes, p50", spreads["trace"]["p50"], "ms"),
        Figure("whole trace with writes, p99", spreads["trace"]["p99"], "ms"),
        Figure("result to tasks in one process, p50", spreads["follow"]["p50"], "ms"),
        Figure(
            "whole trace / bare SQL of 14 days, medians",
            spreads["trace"]["p50"] / spreads["bare_beside"]["p50"],
            "x",
            WHOLE_RATIO,
        ),
        Figure(
            "whole trace / bare SQL of its window, medians",
            spreads["trace"]["p50"] / spreads["bare_window"]["p50"],
            "x",
        ),
    ]


def explained(built: Built, people: Sequence[int], statement: sql.Composable = SELECT) -> str:
    """The generic plan of the house's SELECT, as prepared statements have it, with what it really read."""
    policy = exposure_policy_on(built.now.date())
    cases = [Window(identity_of(person), person, *window(built)) for person in people]
    given = {**arguments(cases, policy), **rule_arguments(policy)}
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    generic_plans()
    connection.ensure_connection()
    with psycopg.ClientCursor(connection.connection) as cursor:
        text = re.sub(r"%\((\w+)\)[sb]", numbered, statement.as_string(cursor)).replace("%%", "%")
        cursor.execute(sql.SQL("PREPARE explained AS ") + sql.SQL(text))
        values = sql.SQL(", ").join(sql.Literal(given[name]) for name in names)
        cursor.execute(sql.SQL("EXPLAIN (ANALYZE, BUFFERS) EXECUTE explained({})").format(values))
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("DEALLOCATE explained")
    return plan
