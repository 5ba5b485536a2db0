"""Reads of this room."""

from lachan.identity.queries.people import (
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

__all__ = [
    "ALIASES",
    "EVIDENCE",
    "HOMES",
    "Who",
    "people",
    "person",
    "person_codes",
    "person_ids",
    "same_people",
]
