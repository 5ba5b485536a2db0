"""Reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from lachan.core.access import Actor, within
from lachan.identity import public as identity
from lachan.testing.errors import ResultUnknown
from lachan.testing.models import Origin, Outcome, Result

PAGE = 50


@dataclass(frozen=True, slots=True)
class PositiveResult:
    """A positive answer that stands."""

    id: UUID
    person_id: int
    sampled_at: datetime
    released_at: datetime
    onset_date: date | None
    test_type: str = "pcr"
    origin: str = Origin.FILE
    reason: str = ""


def positive_results(people: Iterable[int], *, as_of: datetime | None = None) -> list[PositiveResult]:
    """Positive answers of these people that stand now, or that stood at ``as_of``."""
    rows = Result.objects.filter(person_id__in=set(people))
    if as_of is None:
        rows = rows.filter(is_current=True, outcome=Outcome.POSITIVE)
    else:
        rows = rows.filter(released_at__lte=as_of)
    standing = rows.order_by("person_id", "sampled_at", "test_type", "-released_at").distinct(
        "person_id", "sampled_at", "test_type"
    )
    return [
        PositiveResult(
            r.id, r.person_id, r.sampled_at, r.released_at, r.onset_date, r.test_type, r.origin, r.reason
        )
        for r in standing
        if r.outcome == Outcome.POSITIVE
    ]


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A result with the person it is about, as the laboratory's list shows it."""

    result: Result
    who: identity.Who


def latest_results(
    actor: Actor, *, before: tuple[datetime, UUID] | None = None
) -> tuple[list[ResultLine], bool]:
    """A page of results that stand, newest first, of people in the actor's area.

    Told with it: whether older ones follow.  ``before`` is the last one seen.
    """
    actor.need_anywhere("testing.read")
    rows = Result.objects.filter(within(actor.area_path), is_current=True)
    if before is not None:
        rows = rows.filter(Q(released_at__lt=before[0]) | Q(released_at=before[0], id__lt=before[1]))
    page = list(rows.order_by("-released_at", "-id")[: PAGE + 1])
    people = identity.people_of_rows([result.person_id for result in page], identity.Purpose.LABORATORY)
    return [ResultLine(result, people[result.person_id]) for result in page[:PAGE]], len(page) > PAGE


def result(actor: Actor, result_id: UUID) -> ResultLine:
    """One result of somebody in the actor's area.  Raises :class:`ResultUnknown`."""
    actor.need_anywhere("testing.read")
    found = Result.objects.filter(within(actor.area_path), pk=result_id).first()
    if found is None:
        raise ResultUnknown(result_id)
    who = identity.people_of_rows([found.person_id], identity.Purpose.LABORATORY)
    return ResultLine(found, who[found.person_id])
