"""Reactions: declarations follow the units of their people."""

from lachan.areas.events import AreasReorganised
from lachan.core.access import system
from lachan.core.events import subscribe
from lachan.declarations import services


@subscribe(AreasReorganised)
def follow_areas(event: AreasReorganised) -> None:
    services.follow_areas(system("declarations"), event.units)
