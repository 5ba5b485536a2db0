"""Positive answers that tell a case: what testing knows, judged with who was near whom."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from lachan.kernel.meeting import Span
from lachan.testing import public as testing
from lachan.tracing.models import Contact


def telling_results(people: Iterable[int], *, as_of: datetime | None = None) -> list[testing.PositiveResult]:
    """Positive answers of these people that stand (or stood at ``as_of``) and make a case."""
    results = testing.positive_results(people, as_of=as_of)
    if all(testing.is_confirming(result) for result in results):  # a PCR asks for nothing beside it
        return results
    return testing.confirming(results, _met({result.person_id for result in results}))


def undecided(people: Iterable[int]) -> set[int]:
    """Those of these people for whom a positive answer makes a case only with something beside it."""
    results = testing.positive_results(people)
    return {result.person_id for result in results if not testing.is_confirming(result)}


def _met(people: Iterable[int]) -> dict[int, list[Span]]:
    met: defaultdict[int, list[Span]] = defaultdict(list)
    rows = Contact.objects.filter(person_id__in=set(people), withdrawn_at=None)
    for person_id, first_at, last_at in rows.values_list("person_id", "first_at", "last_at"):
        met[person_id].append(Span(first_at, last_at))
    return met
