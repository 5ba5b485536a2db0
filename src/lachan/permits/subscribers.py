"""Reactions: results suspend and restore permits; rows follow their units."""

from django.utils import timezone

from lachan.areas.events import AreasReorganised
from lachan.core.access import system
from lachan.core.events import subscribe
from lachan.permits import services
from lachan.testing.events import ResultsReleased


@subscribe(ResultsReleased, priority=-1)  # whoever was exposed is found first
def follow_results(event: ResultsReleased) -> None:
    services.follow_results(system("permits"), event.people, now=timezone.now())


@subscribe(AreasReorganised)
def follow_areas(event: AreasReorganised) -> None:
    services.follow_areas(system("permits"), event.units)
