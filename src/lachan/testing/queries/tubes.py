"""Reads: the laboratory's work lists, plates, people to be sampled again, alarms."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.db.models import Q

from lachan.core.access import Actor, within
from lachan.identity import public as identity
from lachan.testing.models import Alarm, Order, Tube
from lachan.testing.rules import Step

PAGE = 50
Seen = tuple[datetime, int]


def read_seen(text: str) -> Seen | None:
    """The last tube seen, from an address; anything else means the beginning."""
    at, _, key = text.rpartition("_")
    try:
        return datetime.fromisoformat(at), int(key)
    except ValueError:
        return None


def write_seen(tube: Tube) -> str:
    return quote(f"{tube.since.isoformat()}_{tube.id}")


def tube_page(actor: Actor, step: Step, *, before: Seen | None = None) -> tuple[list[Tube], bool]:
    """A page of tubes in one step, the last that came there first; told with it: whether more follow."""
    actor.need_anywhere("testing.read")
    rows = Tube.objects.filter(within(actor.area_path), step=step.value)
    if before is not None:
        rows = rows.filter(Q(since__lt=before[0]) | Q(since=before[0], id__lt=before[1]))
    page = list(rows.order_by("-since", "-id")[: PAGE + 1])
    return page[:PAGE], len(page) > PAGE


def plate_wells(actor: Actor, plate: str) -> dict[str, Tube]:
    """What stands in the wells of a plate."""
    actor.need_anywhere("testing.handle")
    rows = Tube.objects.filter(within(actor.area_path), plate=plate).order_by("since")
    return {tube.well: tube for tube in rows}


@dataclass(frozen=True, slots=True)
class RecallLine:
    """Somebody who is to be sampled alone, and why."""

    order: Order
    who: identity.Who


def recall_page(actor: Actor, *, after: tuple[datetime, UUID] | None = None) -> tuple[list[RecallLine], bool]:
    """A page of people who are to be sampled again, the most urgent first; whether more follow."""
    actor.need_anywhere("testing.sample")
    rows = Order.objects.filter(within(actor.area_path), answered_at=None, tube_id=None)
    if after is not None:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], id__gt=after[1]))
    page = list(rows.order_by("due_at", "id")[: PAGE + 1])
    people = identity.people_of_rows([order.person_id for order in page], identity.Purpose.SAMPLING)
    return [RecallLine(order, people[order.person_id]) for order in page[:PAGE]], len(page) > PAGE


def alarm_page(actor: Actor, *, before: tuple[datetime, UUID] | None = None) -> tuple[list[Alarm], bool]:
    """A page of alarms that nobody closed, newest first; whether older ones follow."""
    actor.need_anywhere("testing.oversee")
    rows = Alarm.objects.filter(within(actor.area_path), closed_at=None)
    if before is not None:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    page = list(rows.order_by("-at", "-id")[: PAGE + 1])
    return page[:PAGE], len(page) > PAGE
