"""The door of the room."""

from lachan.identity.errors import AlreadyOnePerson, NotMerged, PersonUnknown
from lachan.identity.events import PersonsMerged, PersonsUnmerged
from lachan.identity.queries import (
    ALIASES,
    EVIDENCE,
    HOMES,
    Who,
    people,
    person,
    person_codes,
    person_ids,
    same_people,
)
from lachan.identity.queries.matching import Candidate, Match, Question, match
from lachan.identity.services import (
    Linked,
    Loaded,
    PersonColumns,
    actor_of,
    copy_people,
    link,
    load_people,
    merge,
    unmerge,
)

__all__ = [
    "ALIASES",
    "EVIDENCE",
    "HOMES",
    "AlreadyOnePerson",
    "Candidate",
    "Linked",
    "Loaded",
    "Match",
    "NotMerged",
    "PersonColumns",
    "PersonUnknown",
    "PersonsMerged",
    "PersonsUnmerged",
    "Question",
    "Who",
    "actor_of",
    "copy_people",
    "link",
    "load_people",
    "match",
    "merge",
    "people",
    "person",
    "person_codes",
    "person_ids",
    "same_people",
    "unmerge",
]
