"""Positive answers that tell a case: what testing knows, judged with who was near whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from lachan.identity import public as identity
from lachan.kernel.meeting import Span
from lachan.testing import public as testing
from lachan.tracing.models import Contact


def selves(people: Iterable[int]) -> dict[int, int]:
    """All records of these people, each with the one that stands for it."""
    return {one: same[0] for same in identity.same_people(set(people)).values() for one in same}


def telling_results(
    self_of: Mapping[int, int], *, as_of: datetime | None = None
) -> list[testing.PositiveResult]:
    """Positive answers of these people that stand (or stood at ``as_of``) and make a case.

    Told under the record that stands for each person, whichever they came under.
    """
    found = testing.positive_results(self_of, as_of=as_of)
    results = [replace(result, person_id=self_of[result.person_id]) for result in found]
    if all(testing.is_confirming(result) for result in results):  # a PCR asks for nothing beside it
        return results
    return testing.confirming(results, _met(self_of))


def undecided(people: Iterable[int]) -> set[int]:
    """Those of these people for whom a positive answer makes a case only with something beside it."""
    self_of = selves(people)
    results = testing.positive_results(self_of)
    return {self_of[result.person_id] for result in results if not testing.is_confirming(result)}


def _met(self_of: Mapping[int, int]) -> dict[int, list[Span]]:
    met: defaultdict[int, list[Span]] = defaultdict(list)
    rows = Contact.objects.filter(person_id__in=self_of, withdrawn_at=None)
    for person_id, first_at, last_at in rows.values_list("person_id", "first_at", "last_at"):
        met[self_of[person_id]].append(Span(first_at, last_at))
    return met
