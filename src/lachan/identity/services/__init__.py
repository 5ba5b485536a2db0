"""Writes of this room."""

from lachan.identity.services.matching import Linked, link
from lachan.identity.services.merging import merge, unmerge
from lachan.identity.services.people import Loaded, PersonColumns, copy_people, load_people
from lachan.identity.services.reviews import decide, undo
from lachan.identity.services.staff import actor_of

__all__ = [
    "Linked",
    "Loaded",
    "PersonColumns",
    "actor_of",
    "copy_people",
    "decide",
    "link",
    "load_people",
    "merge",
    "undo",
    "unmerge",
]
