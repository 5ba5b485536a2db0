"""Writes: the tree, the crosswalk, the national trees, and how other rooms' rows follow a reform."""

from lachan.areas.services.crosswalk import LinkRow, store_links
from lachan.areas.services.follow import carry_over, carry_paths
from lachan.areas.services.national import load_national
from lachan.areas.services.population import DenominatorRow, load_denominators
from lachan.areas.services.tree import AreaRow, load_areas

__all__ = [
    "AreaRow",
    "DenominatorRow",
    "LinkRow",
    "carry_over",
    "carry_paths",
    "load_areas",
    "load_denominators",
    "load_national",
    "store_links",
]
