"""Reads.  The tree is public knowledge, so no actor is asked for."""

from lachan.areas.queries.crosswalk import (
    Divided,
    Known,
    Part,
    converted,
    described,
    divided,
)
from lachan.areas.queries.people import denominators, rates
from lachan.areas.queries.placing import Placed, Told, decisions, family, hamlets, placed, placed_hamlets
from lachan.areas.queries.search import Hit, picked, search
from lachan.areas.queries.standing import (
    COUNTED,
    Standing,
    Successor,
    Undecided,
    standing,
    stands,
    undecided,
    waiting,
)
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
    "COUNTED",
    "Divided",
    "Hit",
    "Known",
    "Part",
    "Placed",
    "Standing",
    "Stored",
    "Successor",
    "Told",
    "Undecided",
    "Unit",
    "converted",
    "decisions",
    "denominators",
    "described",
    "divided",
    "every_unit",
    "family",
    "hamlets",
    "picked",
    "placed",
    "placed_hamlets",
    "rates",
    "search",
    "standing",
    "stands",
    "stored_tree",
    "undecided",
    "units",
    "units_at",
    "units_by_code",
    "waiting",
]
