"""Reads.  The tree is public knowledge, so no actor is asked for."""

from lachan.areas.queries.crosswalk import (
    Divided,
    Known,
    Part,
    Standing,
    converted,
    described,
    divided,
    standing,
)
from lachan.areas.queries.search import Hit, search
from lachan.areas.queries.units import (
    Stored,
    Unit,
    every_unit,
    stored_tree,
    units,
    units_at,
    units_by_code,
)

__all__ = [
    "Divided",
    "Hit",
    "Known",
    "Part",
    "Standing",
    "Stored",
    "Unit",
    "converted",
    "described",
    "divided",
    "every_unit",
    "search",
    "standing",
    "stored_tree",
    "units",
    "units_at",
    "units_by_code",
]
