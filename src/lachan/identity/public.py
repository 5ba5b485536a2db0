"""The door of the room."""

from lachan.identity.errors import PersonUnknown
from lachan.identity.queries import EVIDENCE, HOMES, Who, people, person, person_codes, person_ids
from lachan.identity.services import PersonColumns, actor_of, copy_people, load_people

__all__ = [
    "EVIDENCE",
    "HOMES",
    "PersonColumns",
    "PersonUnknown",
    "Who",
    "actor_of",
    "copy_people",
    "load_people",
    "people",
    "person",
    "person_codes",
    "person_ids",
]
