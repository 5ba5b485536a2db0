"""Reads of this room."""

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
from lachan.places.queries.owning import OwnerPage, PlaceLine, kind_of, kinds, my_places, owner_page
from lachan.places.queries.sets import EVIDENCE, SITES, STAYS, Site, place_ids, sites
from lachan.places.queries.visiting import OwnVisit, own_visits, place_behind

__all__ = [
    "EVIDENCE",
    "SITES",
    "STAYS",
    "Activity",
    "DisputeLine",
    "DoubtfulScan",
    "OwnVisit",
    "OwnerPage",
    "PlaceLine",
    "Site",
    "Unused",
    "activity",
    "disputes",
    "doubtful",
    "kind_of",
    "kinds",
    "my_places",
    "own_visits",
    "owner_page",
    "place_behind",
    "place_ids",
    "sites",
    "suspicions",
    "unused",
]
