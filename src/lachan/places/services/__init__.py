"""Writes of this room."""

from lachan.places.services.placing import Choice, place_left, take_back
from lachan.places.services.recording import (
    PlaceColumns,
    VisitColumns,
    copy_places,
    copy_visits,
    follow_areas,
    load_places,
    record_visits,
)

__all__ = [
    "Choice",
    "PlaceColumns",
    "VisitColumns",
    "copy_places",
    "copy_visits",
    "follow_areas",
    "load_places",
    "place_left",
    "record_visits",
    "take_back",
]
