"""Reads of this room."""

from lachan.places.queries.evidence import EVIDENCE, SITES, STAYS, WATCHING, Site, place_ids, sites
from lachan.places.queries.left import Left, Old, left_in, left_units, places_in

__all__ = [
    "EVIDENCE",
    "SITES",
    "STAYS",
    "WATCHING",
    "Left",
    "Old",
    "Site",
    "left_in",
    "left_units",
    "place_ids",
    "places_in",
    "sites",
]
