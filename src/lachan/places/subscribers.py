"""Reactions: places follow the units they lie in."""

from lachan.areas.events import AreasReorganised
from lachan.core.access import system
from lachan.core.events import subscribe
from lachan.places import services


@subscribe(AreasReorganised)
def follow_areas(event: AreasReorganised) -> None:
    services.follow_areas(system("places"), event.units)
