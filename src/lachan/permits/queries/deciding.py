"""What the unit that decides sees: what waits, what was given, organisations, forms on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from lachan.core.access import Actor, within
from lachan.core.policies import permit_templates
from lachan.identity import public as identity
from lachan.kernel import permits
from lachan.permits.errors import PermitUnknown
from lachan.permits.models import Application, Double, Organisation, Paper, Permit, Status, Suspension
from lachan.permits.queries.holding import standings, terms_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """An application that waits, for whom, and who asks."""

    application: Application
    who: identity.Who
    template: permits.Template
    organisation: str


@dataclass(frozen=True, slots=True)
class PermitPage:
    """A permit as the unit that gave it sees it."""

    permit: Permit
    who: identity.Who
    template: permits.Template
    standing: permits.Standing
    suspensions: Sequence[Suspension]


@dataclass(frozen=True, slots=True)
class DoubleLine:
    """A form on paper that was entered twice."""

    double: Double
    who: identity.Who


def decidable(actor: Actor) -> list[int]:
    """Versions whose applications this actor may decide, by the level at which they work."""
    depth = min(actor.area_path.count("."), permits.LEVELS["commune"])  # a part of a commune acts for it
    return [
        number
        for number, template in permit_templates().items()
        if depth <= permits.LEVELS[template.approver]
    ]


def waiting(actor: Actor, *, after: tuple[datetime, UUID] | None = None) -> tuple[list[WaitingLine], bool]:
    """Applications of the actor's area that they may decide, the oldest first, and whether more follow."""
    actor.need_anywhere("permits.decide")
    rows = Application.objects.select_related("organisation").filter(
        within(actor.area_path), status=Status.WAITING, template__in=decidable(actor)
    )
    if after is not None:
        rows = rows.filter(Q(applied_at__gt=after[0]) | Q(applied_at=after[0], id__gt=after[1]))
    page = list(rows.order_by("applied_at", "id")[: PAGE + 1])
    people = identity.people_of_rows([row.person_id for row in page[:PAGE]], identity.Purpose.PERMIT)
    templates = permit_templates()
    lines = [
        WaitingLine(
            row, people[row.person_id], templates[row.template],
            row.organisation.name if row.organisation else "",
        )
        for row in page[:PAGE]
        if row.person_id in people
    ]  # fmt: skip
    return lines, len(page) > PAGE


def issued(
    actor: Actor, now: datetime, *, before: tuple[datetime, int] | None = None
) -> tuple[list[PermitPage], bool]:
    """Permits given in the actor's area, the newest first, and whether more follow."""
    actor.need_anywhere("permits.decide")
    rows = Permit.objects.filter(within(actor.area_path))
    if before is not None:
        rows = rows.filter(Q(issued_at__lt=before[0]) | Q(issued_at=before[0], number__lt=before[1]))
    page = list(rows.order_by("-issued_at", "-number")[: PAGE + 1])
    return _pages(page[:PAGE], now), len(page) > PAGE


def permit_page(actor: Actor, number: int, now: datetime) -> PermitPage:
    """One permit given in the actor's area.  Raises :class:`PermitUnknown`."""
    actor.need_anywhere("permits.decide")
    found = _pages(list(Permit.objects.filter(within(actor.area_path), number=number)), now)
    if not found:
        raise PermitUnknown(str(number))
    return found[0]


def answer_of(page: PermitPage, now: datetime) -> permits.Answer:
    """What the permit is worth now in the place it is meant for."""
    return permits.answer(terms_of(page.permit), page.standing, now, (page.permit.where_id,))


def _pages(rows: list[Permit], now: datetime) -> list[PermitPage]:
    people = identity.people_of_rows([row.person_id for row in rows], identity.Purpose.PERMIT)
    standing, templates = standings(rows, now), permit_templates()
    told: dict[int, list[Suspension]] = {row.number: [] for row in rows}
    for one in Suspension.objects.filter(permit__in=list(told)).order_by("-since_at"):
        told[one.permit_id].append(one)
    return [
        PermitPage(
            row, people[row.person_id], templates[row.template], standing[row.number], told[row.number]
        )
        for row in rows
        if row.person_id in people
    ]


def listed_organisations(actor: Actor) -> list[Organisation]:
    """Organisations of the actor's area, those that wait for a quota first."""
    actor.need_anywhere("permits.decide")
    rows = Organisation.objects.filter(within(actor.area_path))
    return [*rows.filter(quota=None).order_by("told_at")[:PAGE],
            *rows.exclude(quota=None).order_by("-told_at")[:PAGE]]  # fmt: skip


def papers_left(actor: Actor) -> int:
    """Forms that were printed in the actor's area and not told yet; at most a thousand are counted."""
    actor.need_anywhere("permits.decide")
    rows = Paper.objects.filter(within(actor.area_path), used_at=None)
    return len(rows.values_list("serial")[:1000])


def double_lines(actor: Actor) -> list[DoubleLine]:
    """Forms of the actor's area that were told twice, the newest first."""
    actor.need_anywhere("permits.decide")
    rows = list(Double.objects.filter(within(actor.area_path)).order_by("-told_at", "-id")[:PAGE])
    people = identity.people_of_rows([row.person_id for row in rows], identity.Purpose.PERMIT)
    return [DoubleLine(row, people[row.person_id]) for row in rows if row.person_id in people]
