"""Many F0 in one file of results, whose contacts overlap, against one at a time.

The batch is what the house does with it: a file is loaded, a worker follows.  The clock runs from the moment
the results stand until the last list can be read on another connection; then what was left for the sample is
counted, and must be what the singles got.
"""

import time
from functools import partial
from typing import Any

from django.db import connection

from bench.report import Figure, say
from bench.trace import ACTOR, VISITORS, answer, release, timed, window
from bench.world import Built, forget
from lachan.config.processes import worker_at_hand
from lachan.core.batches import origin_of_scans
from lachan.identity import public as identity
from lachan.testing import public as testing
from lachan.tracing import services as tracing

SHARE, SINGLES, POLL_S, PATIENCE_S = 1 / 3, 100, 0.02, 600.0
READABLE = """
    SELECT count(*) FROM tracing_case c
    WHERE c.traced_at IS NOT NULL AND EXISTS (SELECT FROM tracing_task t WHERE t.case_id = c.id)
"""
STANDING = """
    SELECT c.person_id, c.present,
           (SELECT count(*) FROM tracing_contact x WHERE x.case_id = c.id AND x.withdrawn_at IS NULL),
           (SELECT count(*) FROM tracing_evidence x WHERE x.case_id = c.id),
           (SELECT count(*) FROM tracing_exposurepoint x WHERE x.case_id = c.id AND x.withdrawn_at IS NULL),
           (SELECT count(*) FROM tracing_task x WHERE x.case_id = c.id AND x.withdrawn_at IS NULL),
           (SELECT sum(items) FROM tracing_task x WHERE x.case_id = c.id AND x.withdrawn_at IS NULL)
    FROM tracing_case c WHERE c.person_id = ANY(%s)
"""


def neighbours(built: Built, count: int) -> list[int]:
    """People of one corner of the world, household by household, with a recorded visit in the window."""
    first = built.first_person + built.scale.people // 3
    last = min(first + count * 3, built.first_person + built.scale.people)
    with connection.cursor() as cursor:
        cursor.execute(VISITORS, [*window(built), list(range(first, last))])
        return sorted(row[0] for row in cursor.fetchall())[:count]


def one_by_one(built: Built, people: list[int], who: dict[int, identity.Who]) -> tuple[float, set[Any]]:
    """The mean of singles in milliseconds, and what they left."""
    for person in people:
        release(built, who[person])
    say(f"{len(people)} neighbours, one at a time")
    tracing.follow_results(ACTOR, [people[0]])
    ms = [timed(partial(tracing.follow_results, ACTOR, [person]))[0] for person in people[1:]]
    return sum(ms) / len(ms), standing(people)


def standing(people: list[int]) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [people])
        return set(cursor.fetchall())


def at_once(built: Built, who: list[identity.Who]) -> tuple[float, float]:
    """Seconds from the stored file until the first lists, and until all, can be read."""
    told = answer(built)
    count = len(who)
    rows = testing.ResultColumns(
        origin_of_scans(count),
        [one.code for one in who],
        [told.sampled_at] * count,
        [built.now] * count,
        [told.outcome.value] * count,
        [told.test_type] * count,
        [told.onset_date] * count,
    )
    stored, rejects = testing.load_results(ACTOR, rows, now=built.now)
    began = time.perf_counter()
    if (stored, rejects) != (count, []):
        raise RuntimeError(f"{count - stored} results were refused: {rejects[:3]}")
    first = readable = 0.0
    while readable < count and time.perf_counter() - began < PATIENCE_S:
        time.sleep(POLL_S)
        with connection.cursor() as cursor:
            cursor.execute(READABLE)
            readable = cursor.fetchone()[0]
        first = first or (time.perf_counter() - began if readable else 0.0)
    return first, time.perf_counter() - began


def measure(built: Built) -> list[Figure]:
    forget()
    people = neighbours(built, built.scale.batch)
    who = identity.people(people, identity.Purpose.NAMELESS)
    sample = people[:: max(1, len(people) // SINGLES)][:SINGLES]
    single_ms, of_singles = one_by_one(built, sample, who)
    forget()
    with worker_at_hand("--no-night"):
        say(f"{len(people)} in one file")
        first_s, batch_s = at_once(built, [who[person] for person in people])
    if (of_batch := standing(sample)) != of_singles:
        raise RuntimeError(f"the batch left something else: {sorted(of_batch ^ of_singles)[:4]}")
    forget()
    detail = {
        "people": len(people),
        "singles_measured": len(sample) - 1,
        "mean_single_ms": single_ms,
        "first_lists_s": first_s,
    }
    singly_s = single_ms * len(people) / 1000
    return [
        Figure(f"{len(people)} F0 in one batch", batch_s, "s", detail=detail),
        Figure("the first lists of the batch", first_s, "s"),
        Figure("the same one at a time (scaled from a sample)", singly_s, "s"),
        Figure("batch / one at a time", batch_s / singly_s, "x", SHARE),
    ]
