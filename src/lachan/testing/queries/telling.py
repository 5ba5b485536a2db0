"""Reads: people for whom nobody signs in, and whose result waits on paper; news of a family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from lachan.accounts import public as accounts
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.identity import public as identity
from lachan.testing.models import NewsKind, Result, Telling

PAGE = 50


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A result that waits for its person, who has no account; what it says is not told here."""

    telling: Telling
    who: identity.Who


def paper_page(
    actor: Actor, *, person: str = "", after: tuple[datetime, UUID] | None = None
) -> tuple[list[PaperLine], bool]:
    """A page of those who wait for a paper, the first told first; whether more follow.

    ``person``: only the one with this code.
    """
    actor.need_anywhere("testing.hand_out")
    rows = _waiting(actor)
    if person:
        rows = rows.filter(person_id__in=identity.person_ids([person]).values())
    if after is not None:
        rows = rows.filter(Q(told_at__gt=after[0]) | Q(told_at=after[0], ref__gt=after[1]))
    page = list(rows.order_by("told_at", "ref")[: PAGE + 1])
    people = identity.people_of_rows([row.person_id for row in page], identity.Purpose.DESK)
    return [PaperLine(row, people[row.person_id]) for row in page[:PAGE]], len(page) > PAGE


def paper_line(actor: Actor, ref: UUID) -> PaperLine:
    """One of them.  Raises :class:`NotFound`."""
    actor.need_anywhere("testing.hand_out")
    found = _waiting(actor, handed=True).filter(pk=ref).first()
    if found is None:
        raise NotFound("result")
    who = identity.people_of_rows([found.person_id], identity.Purpose.DESK)
    return PaperLine(found, who[found.person_id])


def _waiting(actor: Actor, *, handed: bool = False) -> QuerySet[Telling]:
    rows = Telling.objects.filter(within(actor.area_path), reach=accounts.Reach.PAPER.value)
    if not handed:
        rows = rows.filter(handed_at=None)
    standing = Result.objects.filter(pk=OuterRef("ref"), is_current=True)  # a correction is told anew
    return rows.filter(Exists(standing), kind=NewsKind.RESULT)


def last_news(people: Sequence[int]) -> dict[int, datetime]:
    """When each of these people was last told of something; for a caller who acts for them."""
    same = identity.same_people(people)
    known = {record for records in same.values() for record in records}
    rows = Telling.objects.filter(person_id__in=known).values_list("person_id", "told_at")
    last: dict[int, datetime] = {}
    for person, at in rows:
        last[person] = max(at, last.get(person, at))
    found = {one: [last[r] for r in same.get(one, [one]) if r in last] for one in people}
    return {one: max(times) for one, times in found.items() if times}
