"""Reactions: answers and samples follow the units of their people; what waited is looked at again."""

from uuid import UUID

from django.utils import timezone

from lachan.areas.events import AreasReorganised, RowsPlaced
from lachan.core.access import system
from lachan.core.events import later, subscribe
from lachan.testing import services


@subscribe(AreasReorganised)
def follow_areas(event: AreasReorganised) -> None:
    services.follow_areas(system("testing"), event.units)


@subscribe(RowsPlaced)
def follow_people(event: RowsPlaced) -> None:
    services.follow_people(system("testing"), UUID(event.decision))


@later("testing.settle")
def settle(tubes: list[str]) -> None:
    services.settle(system("testing"), tubes, now=timezone.now())


@later("testing.tell")
def tell(people: list[int]) -> None:
    services.tell(system("testing"), people, now=timezone.now())
    services.release_arrivals(people, now=timezone.now())
