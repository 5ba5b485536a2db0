"""Reactions: answers follow the units of their people."""

from uuid import UUID

from lachan.areas.events import AreasReorganised, RowsPlaced
from lachan.core.access import system
from lachan.core.events import subscribe
from lachan.testing import services


@subscribe(AreasReorganised)
def follow_areas(event: AreasReorganised) -> None:
    services.follow_areas(system("testing"), event.units)


@subscribe(RowsPlaced)
def follow_people(event: RowsPlaced) -> None:
    services.follow_people(system("testing"), UUID(event.decision))
