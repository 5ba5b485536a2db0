"""The door of the room."""

from lachan.places.queries import EVIDENCE, SITES, STAYS, WATCHING, Site, place_ids, sites
from lachan.places.services import (
    PlaceColumns,
    VisitColumns,
    copy_places,
    copy_visits,
    load_places,
    record_visits,
)

__all__ = [
    "EVIDENCE",
    "SITES",
    "STAYS",
    "WATCHING",
    "PlaceColumns",
    "Site",
    "VisitColumns",
    "copy_places",
    "copy_visits",
    "load_places",
    "place_ids",
    "record_visits",
    "sites",
]
