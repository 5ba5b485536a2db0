"""What people see of their own permits, and employers of their lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from lachan.core import wall
from lachan.core.policies import permit_templates
from lachan.kernel import permits
from lachan.kernel.permits import Answer
from lachan.permits.errors import OrganisationUnknown, PermitUnknown
from lachan.permits.models import Application, Organisation, Permit, Status
from lachan.permits.queries.holding import standings, terms_of, units_of

MOST = 50


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """What was asked for and is no permit: it waits, or was refused with this reason."""

    application: Application
    template: permits.Template


@dataclass(frozen=True, slots=True)
class OwnPermit:
    """A permit, and whether it holds now where it is meant for."""

    permit: Permit
    template: permits.Template
    answer: Answer
    last: datetime | None  # when its version holds no more


def own_papers(people: Sequence[int], now: datetime) -> tuple[list[OwnApplication], list[OwnPermit]]:
    """Of these people: what waits or was refused, and permits, the newest first.  Who asks is settled."""
    templates = permit_templates()
    told = Application.objects.filter(person_id__in=people, status__in=[Status.WAITING, Status.REFUSED])
    rows = list(Permit.objects.filter(person_id__in=people).order_by("-valid_until")[:MOST])
    return (
        [OwnApplication(row, templates[row.template]) for row in told.order_by("-applied_at")[:MOST]],
        _own(rows, now),
    )


def own_permit(people: Sequence[int], number: int, now: datetime) -> OwnPermit:
    """A permit of one of these people.  Raises :class:`PermitUnknown`."""
    rows = list(Permit.objects.filter(number=number, person_id__in=people))
    if not rows:
        raise PermitUnknown(str(number))
    return _own(rows, now)[0]


def _own(rows: list[Permit], now: datetime) -> list[OwnPermit]:
    templates, standing = permit_templates(), standings(rows, now)
    found = []
    for row in rows:
        known = standing[row.number]
        at_home = (row.where_id, *units_of(row.area_path))
        worth = permits.answer(terms_of(row), known, now, at_home)
        found.append(OwnPermit(row, templates[row.template], worth, known.last))
    return found


def own_organisations(account_id: UUID) -> list[Organisation]:
    return list(Organisation.objects.filter(account_id=account_id).order_by("name", "id")[:MOST])


def organisation_lines(
    account_id: UUID, organisation_id: UUID, now: datetime
) -> tuple[Organisation, dict[str, int]]:
    """An organisation of the account, and how many lines of its lists stand where; no names.

    Raises :class:`OrganisationUnknown`.
    """
    found = Organisation.objects.filter(pk=organisation_id, account_id=account_id).first()
    if found is None:
        raise OrganisationUnknown
    counts = dict.fromkeys(Status.values, 0)
    with wall.opened("permits.organisation_lines"):  # counts only: the people are nobody's the account knows
        lines = Application.objects.filter(organisation=found, ends_at__gt=now).order_by()
        counts |= dict(lines.values_list("status").annotate(n=Count("id")))
    return found, counts
