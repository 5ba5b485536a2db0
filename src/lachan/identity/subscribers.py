"""Reactions: people and staff follow the units they belong to."""

from uuid import UUID

from lachan.areas.events import AreasReorganised, RowsPlaced
from lachan.core.access import system
from lachan.core.events import subscribe
from lachan.identity import services


@subscribe(AreasReorganised)
def follow_areas(event: AreasReorganised) -> None:
    services.follow_areas(system("identity"), event.units)
    services.follow_units(system("identity"))


@subscribe(RowsPlaced)
def follow_people(event: RowsPlaced) -> None:
    services.follow_people(system("identity"), UUID(event.decision))
