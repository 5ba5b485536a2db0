"""Reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lachan.core.access import Actor
from lachan.identity import public as identity
from lachan.testing.models import Outcome, Result

PAGE = 50


@dataclass(frozen=True, slots=True)
class PositiveResult:
    """A positive answer that stands."""

    id: UUID
    person_id: int
    sampled_at: datetime
    released_at: datetime
    onset_date: date | None


def positive_results(people: Iterable[int], *, as_of: datetime | None = None) -> list[PositiveResult]:
    """Positive answers of these people that stand now, or that stood at ``as_of``."""
    rows = Result.objects.filter(person_id__in=set(people))
    rows = rows.filter(is_current=True) if as_of is None else rows.filter(released_at__lte=as_of)
    standing = rows.order_by("person_id", "sampled_at", "test_type", "-released_at").distinct(
        "person_id", "sampled_at", "test_type"
    )
    return [
        PositiveResult(r.id, r.person_id, r.sampled_at, r.released_at, r.onset_date)
        for r in standing
        if r.outcome == Outcome.POSITIVE
    ]


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A result with the person it is about, as the laboratory's list shows it."""

    result: Result
    who: identity.Who


def latest_results(actor: Actor, *, before: tuple[datetime, UUID] | None = None) -> list[ResultLine]:
    """A page of results that stand, newest first, of people in the actor's area; ``before`` is the last one seen."""
    actor.need_anywhere("testing.read")
    rows = Result.objects.filter(is_current=True, area_path__startswith=actor.area_path)
    if before is not None:
        rows = rows.filter(released_at__lte=before[0]).exclude(released_at=before[0], id__gte=before[1])
    page = list(rows.order_by("-released_at", "-id")[:PAGE])
    people = identity.people([result.person_id for result in page])
    return [ResultLine(result, people[result.person_id]) for result in page]
