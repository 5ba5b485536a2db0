"""Many F0 in one batch, whose contacts overlap, against one at a time."""

from functools import partial

from bench.report import Figure, say
from bench.trace import ACTOR, VISITORS, release, timed, window
from bench.world import Built, forget
from lachan.identity import public as identity
from lachan.tracing import services as tracing

SHARE, SINGLES = 1 / 3, 100


def neighbours(built: Built, count: int) -> list[int]:
    """People of one corner of the world, household by household, with a recorded visit in the window."""
    from django.db import connection

    first = built.first_person + built.scale.people // 3
    last = min(first + count * 3, built.first_person + built.scale.people)
    with connection.cursor() as cursor:
        cursor.execute(VISITORS, [*window(built), list(range(first, last))])
        return sorted(row[0] for row in cursor.fetchall())[:count]


def measure(built: Built) -> list[Figure]:
    forget()
    people = neighbours(built, built.scale.batch)
    who = identity.people(people, identity.Purpose.NAMELESS)
    sample = people[:: max(1, len(people) // SINGLES)][:SINGLES]
    for person in sample:
        release(built, who[person])
    say(f"{len(sample)} of {len(people)} neighbours, one at a time")
    tracing.follow_results(ACTOR, [sample[0]])
    one_by_one = [timed(partial(tracing.follow_results, ACTOR, [person]))[0] for person in sample[1:]]
    single_ms = sum(one_by_one) / len(one_by_one)
    forget()
    for person in people:
        release(built, who[person])
    say(f"{len(people)} at once")
    batch_ms, cases = timed(lambda: tracing.follow_results(ACTOR, people))
    forget()
    detail = {
        "people": len(people),
        "cases": len(cases),
        "singles_measured": len(one_by_one),
        "mean_single_ms": single_ms,
    }
    return [
        Figure(f"{len(people)} F0 in one batch", batch_ms / 1000, "s", detail=detail),
        Figure("the same one at a time (scaled from a sample)", single_ms * len(people) / 1000, "s"),
        Figure("batch / one at a time", batch_ms / (single_ms * len(people)), "x", SHARE),
    ]
