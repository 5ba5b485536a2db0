"""Reads of this room."""

from lachan.places.queries.evidence import EVIDENCE, SITES, STAYS, WATCHING, Site, place_ids, sites
from lachan.places.queries.inspecting import (
    Activity,
    DisputeLine,
    DoubtfulScan,
    Unused,
    activity,
    disputes,
    doubtful,
    suspicions,
    unused,
)
from lachan.places.queries.left import Left, Old, left_in, left_units, places_in
from lachan.places.queries.owning import OwnerPage, PlaceLine, kinds, my_places, owner_page, zones_of
from lachan.places.queries.visiting import OwnVisit, own_visits, place_behind

__all__ = [
    "EVIDENCE",
    "SITES",
    "STAYS",
    "WATCHING",
    "Activity",
    "DisputeLine",
    "DoubtfulScan",
    "Left",
    "Old",
    "OwnVisit",
    "OwnerPage",
    "PlaceLine",
    "Site",
    "Unused",
    "activity",
    "disputes",
    "doubtful",
    "kinds",
    "left_in",
    "left_units",
    "my_places",
    "own_visits",
    "owner_page",
    "place_behind",
    "place_ids",
    "places_in",
    "sites",
    "suspicions",
    "unused",
    "zones_of",
]
