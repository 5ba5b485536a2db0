"""The door of the room."""

from lachan.identity.errors import PersonUnknown, RoleUnknown
from lachan.identity.models import Purpose
from lachan.identity.queries import (
    EVIDENCE,
    HOMES,
    Look,
    Who,
    looks,
    people,
    person,
    person_by_document,
    person_codes,
    person_ids,
)
from lachan.identity.services import (
    Member,
    PersonColumns,
    PersonTold,
    actor_of,
    copy_people,
    load_people,
    note_view,
    place_staff,
    record_person,
    staff_actor,
    staff_members,
)

__all__ = [
    "EVIDENCE",
    "HOMES",
    "Look",
    "Member",
    "PersonColumns",
    "PersonTold",
    "PersonUnknown",
    "Purpose",
    "RoleUnknown",
    "Who",
    "actor_of",
    "copy_people",
    "load_people",
    "looks",
    "note_view",
    "people",
    "person",
    "person_by_document",
    "person_codes",
    "person_ids",
    "place_staff",
    "record_person",
    "staff_actor",
    "staff_members",
]
