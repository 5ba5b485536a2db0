"""Reactions: people and staff follow the units they belong to."""

from lachan.areas.events import AreasReorganised
from lachan.core.access import system
from lachan.core.events import subscribe
from lachan.identity import services


@subscribe(AreasReorganised)
def follow_areas(event: AreasReorganised) -> None:
    services.follow_areas(system("identity"))
    services.follow_units(system("identity"))
