"""Reactions: checkpoints follow their units."""

from lachan.areas.events import AreasReorganised
from lachan.checkpoints import services
from lachan.core.access import system
from lachan.core.events import subscribe


@subscribe(AreasReorganised)
def follow_areas(event: AreasReorganised) -> None:
    services.follow_areas(system("checkpoints"), event.units)
