"""Writes of this room."""

from lachan.identity.services.looks import note_view
from lachan.identity.services.people import PersonColumns, copy_people, load_people
from lachan.identity.services.records import PersonTold, record_person
from lachan.identity.services.staff import Member, actor_of, place_staff, staff_actor, staff_members

__all__ = [
    "Member",
    "PersonColumns",
    "PersonTold",
    "actor_of",
    "copy_people",
    "load_people",
    "note_view",
    "place_staff",
    "record_person",
    "staff_actor",
    "staff_members",
]
