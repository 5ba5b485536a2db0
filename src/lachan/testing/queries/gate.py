"""Reads: who waits at the gate of a hospital, and one of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from lachan.core import wall
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.identity import public as identity
from lachan.testing.models import Arrival, Member

PAGE = 50


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """Somebody at the gate; whether their swab was taken since."""

    arrival: Arrival
    who: identity.Who
    is_sampled: bool


def gate_queue(actor: Actor, *, after: tuple[datetime, UUID] | None = None) -> tuple[list[ArrivalLine], bool]:
    """A page of those who wait for their result, the first that came first; whether more follow."""
    actor.need_anywhere("testing.gate")
    rows = Arrival.objects.filter(within(actor.area_path), ended_at=None)
    if after is not None:
        rows = rows.filter(Q(arrived_at__gt=after[0]) | Q(arrived_at=after[0], id__gt=after[1]))
    page = list(rows.order_by("arrived_at", "id")[: PAGE + 1])
    return _lines(page[:PAGE]), len(page) > PAGE


def arrival(actor: Actor, arrival_id: UUID) -> ArrivalLine:
    """One arrival.  Raises :class:`NotFound`."""
    actor.need_anywhere("testing.gate")
    found = Arrival.objects.filter(within(actor.area_path), pk=arrival_id).first()
    if found is None:
        raise NotFound("arrival")
    return _lines([found])[0]


def _lines(page: list[Arrival]) -> list[ArrivalLine]:
    wall.also(*{one.person_id for one in page})  # patients live elsewhere, and so do their tubes
    people = identity.people_of_rows([one.person_id for one in page], identity.Purpose.DESK)
    swabs = Member.objects.filter(person_id=OuterRef("person_id"), taken_at__gte=OuterRef("arrived_at"))
    taken = Arrival.objects.filter(Exists(swabs), id__in=[one.id for one in page])
    sampled = set(taken.values_list("id", flat=True))
    return [ArrivalLine(one, people[one.person_id], one.id in sampled) for one in page]
