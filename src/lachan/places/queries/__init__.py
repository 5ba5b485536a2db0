"""Reads of this room."""

from lachan.places.queries.sets import EVIDENCE, SITES, STAYS, Site, place_ids, sites

__all__ = ["EVIDENCE", "SITES", "STAYS", "Site", "place_ids", "sites"]
