"""Reads for the person themselves: results that stand, samples that wait, and whether to come again."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lachan.core.errors import NotFound
from lachan.identity import public as identity
from lachan.testing.models import Member, Order, Outcome, Result

MOST = 50


@dataclass(frozen=True, slots=True)
class OwnTests:
    """What somebody may know of their own tests; nothing of a pool says anything about one of them."""

    results: Sequence[Result]
    waiting: Sequence[Member]
    recalls: Sequence[Order]


def own_tests(person_id: int) -> OwnTests:
    """For a caller who has settled that the account acts for this person; under all their records."""
    records = _records(person_id)
    rows = Result.objects.filter(person_id__in=records, is_current=True)
    results = list(rows.order_by("-sampled_at")[:MOST])
    recalls = list(Order.objects.filter(person_id__in=records, answered_at=None).order_by("due_at"))
    known = {result.tube_id for result in results} | {order.after_tube_id for order in recalls}
    members = Member.objects.filter(person_id__in=records).order_by("-taken_at")[:MOST]
    answered = set(Order.objects.filter(person_id__in=records).values_list("after_tube_id", flat=True))
    waiting = [member for member in members if member.tube_id not in known | answered]
    return OwnTests(results, waiting, recalls)


def own_result(person_id: int, result_id: UUID) -> Result:
    """One of their results that may be certified.  Raises :class:`NotFound`."""
    rows = Result.objects.filter(person_id__in=_records(person_id), is_current=True, pk=result_id)
    found = rows.filter(outcome__in=[Outcome.POSITIVE, Outcome.NEGATIVE]).first()
    if found is None:
        raise NotFound("result")
    return found


def _records(person_id: int) -> list[int]:
    return identity.same_people([person_id]).get(person_id, [person_id])
