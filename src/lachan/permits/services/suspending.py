"""A permit holds no more while a condition of its template is not met: a positive result that stands.

Derived anew for the people told, so that it may run twice, and a correction takes it back.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lachan.core import audit, wall
from lachan.core.access import Actor
from lachan.core.policies import permit_templates
from lachan.identity import public as identity
from lachan.permits.models import Permit, Suspension
from lachan.testing import public as testing

POSITIVE = "positive_result"


@transaction.atomic
def follow_results(actor: Actor, people: Sequence[int], *, now: datetime) -> int:
    """Suspend and restore permits of these people by what is known of them; how many changed."""
    actor.need("permits.decide", "")
    changed = suspend_people(people, now)
    if changed:
        audit.record(actor, "permits.suspend", "results", changed=changed)
    return changed


@wall.opened("permits.suspend_people")
def suspend_people(people: Sequence[int], now: datetime) -> int:
    """The same beside a decision: results are known of whoever lives wherever, so the wall is opened.

    Only whether a permit is suspended leaves it.
    """
    same = identity.same_people(people)
    whose = {alias: person for person, aliases in same.items() for alias in aliases}
    rows = [
        row
        for row in Permit.objects.select_for_update(of=("self",))
        .filter(person_id__in=list(whose), valid_until__gt=now)
        .order_by("number")
        if POSITIVE in permit_templates()[row.template].suspend_on
    ]
    until = _until(rows, whose, now)
    known = {
        one.permit_id: one
        for one in Suspension.objects.filter(permit__in=rows, cause=POSITIVE, lifted_at=None)
    }
    gone = [one.id for number, one in known.items() if number not in until]
    Suspension.objects.filter(id__in=gone).update(lifted_at=now)
    longer = [one for number, one in known.items() if number in until and one.until_at != until[number]]
    for one in longer:
        one.until_at = until[one.permit_id]
    Suspension.objects.bulk_update(longer, ["until_at"])
    new = [
        Suspension(
            permit=row, person_id=row.person_id, area_path=row.area_path, cause=POSITIVE, since_at=now,
            until_at=until[row.number],
        )
        for row in rows
        if row.number in until and row.number not in known
    ]  # fmt: skip
    Suspension.objects.bulk_create(new, ignore_conflicts=True)
    return len(gone) + len(longer) + len(new)


def _until(rows: Sequence[Permit], whose: dict[int, int], now: datetime) -> dict[int, datetime]:
    """Until when each permit is suspended by the latest positive sample of its person."""
    latest: dict[int, datetime] = {}
    for result in testing.positive_results(list(whose)):
        person = whose[result.person_id]
        latest[person] = max(latest.get(person, result.sampled_at), result.sampled_at)
    templates = permit_templates()
    until = {
        row.number: latest[whose[row.person_id]] + templates[row.template].suspended
        for row in rows
        if whose[row.person_id] in latest
    }
    return {number: end for number, end in until.items() if end > now}
