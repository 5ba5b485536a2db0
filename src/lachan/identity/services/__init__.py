"""Writes of this room."""

from lachan.identity.services.people import PersonColumns, copy_people, load_people
from lachan.identity.services.staff import actor_of

__all__ = ["PersonColumns", "actor_of", "copy_people", "load_people"]
