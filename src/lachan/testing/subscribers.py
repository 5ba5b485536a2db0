"""Reactions: answers follow the units of their people."""

from lachan.areas.events import AreasReorganised
from lachan.core.access import system
from lachan.core.events import subscribe
from lachan.testing import services


@subscribe(AreasReorganised)
def follow_areas(event: AreasReorganised) -> None:
    services.follow_areas(system("testing"))
