"""Writes of this room."""

from lachan.identity.services.people import PersonColumns, copy_people, follow_areas, load_people
from lachan.identity.services.staff import actor_of, follow_units

__all__ = ["PersonColumns", "actor_of", "copy_people", "follow_areas", "follow_units", "load_people"]
