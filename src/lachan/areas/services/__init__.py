"""Writes: the tree, the crosswalk, the national trees, and how other rooms' rows follow a reform."""

from lachan.areas.services.crosswalk import LinkRow, store_links
from lachan.areas.services.follow import carry_over, carry_paths
from lachan.areas.services.hamlets import add_hamlet, adopt_hamlet, end_hamlet, rename_hamlet
from lachan.areas.services.national import load_national
from lachan.areas.services.placing import (
    Placing,
    PutBack,
    close_placing,
    open_placing,
    place,
    put_back,
    take_back,
)
from lachan.areas.services.population import DenominatorRow, load_denominators
from lachan.areas.services.tree import AreaRow, load_areas

__all__ = [
    "AreaRow",
    "DenominatorRow",
    "LinkRow",
    "Placing",
    "PutBack",
    "add_hamlet",
    "adopt_hamlet",
    "carry_over",
    "carry_paths",
    "close_placing",
    "end_hamlet",
    "load_areas",
    "load_denominators",
    "load_national",
    "open_placing",
    "place",
    "put_back",
    "rename_hamlet",
    "store_links",
    "take_back",
]
