"""Reads for communes: the risky ones, newest first."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.core.paging import Seen
from lachan.declarations.models import Alert, Declaration
from lachan.declarations.queries.forms import form_of
from lachan.identity import public as identity
from lachan.kernel.declarations import Form

PAGE = 50


class View(StrEnum):
    """Saved views of the list."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class AlertLine:
    """What is to be looked after, why, and about whom."""

    alert: Alert
    declaration: Declaration
    form: Form
    who: identity.Who | None


def alert_page(actor: Actor, view: View, *, before: Seen | None = None) -> tuple[list[AlertLine], bool]:
    """Those of the actor's area, newest first, and whether more follow."""
    actor.need_anywhere("declarations.follow")
    rows = Alert.objects.filter(within(actor.area_path), done_at__isnull=view is View.OPEN)
    if before is not None:
        rows = rows.filter(Q(opened_at__lt=before[0]) | Q(opened_at=before[0], id__lt=before[1]))
    found = list(rows.order_by("-opened_at", "-id")[: PAGE + 1])
    people = identity.people_of_rows([row.person_id for row in found[:PAGE]], identity.Purpose.TRACING_LIST)
    return _lines(found[:PAGE], people), len(found) > PAGE


def alert(actor: Actor, alert_id: UUID) -> AlertLine:
    """One of the actor's area, with whom to call.  Raises :class:`NotFound`."""
    actor.need_anywhere("declarations.follow")
    row = Alert.objects.filter(within(actor.area_path), pk=alert_id).first()
    if row is None:
        raise NotFound("alert")
    people = identity.people_of_rows([row.person_id], identity.Purpose.TRACING)
    found = _lines([row], people)
    if not found:
        raise NotFound("alert")
    return found[0]


def _lines(rows: list[Alert], people: dict[int, identity.Who]) -> list[AlertLine]:
    told = Declaration.objects.in_bulk([row.declaration_id for row in rows])
    return [
        AlertLine(row, told[row.declaration_id], form_of(told[row.declaration_id].form_digest),
                  people.get(row.person_id))
        for row in rows
        if row.declaration_id in told
    ]  # fmt: skip
