"""Reads of this room."""

from lachan.identity.queries.codes import (
    HeldCard,
    Holder,
    card,
    holder,
    holders,
    holders_in,
    holders_like,
    judge,
    trust,
)
from lachan.identity.queries.documents import person_by_document
from lachan.identity.queries.homes import Home, homes, homes_now
from lachan.identity.queries.left import people_in, people_left
from lachan.identity.queries.looks import Alarm, Look, alarms, looks
from lachan.identity.queries.people import (
    ALIASES,
    EVIDENCE,
    HOMES,
    Brief,
    Who,
    briefly,
    people,
    people_of_rows,
    person,
    person_codes,
    person_ids,
    same_people,
)

__all__ = [
    "ALIASES",
    "EVIDENCE",
    "HOMES",
    "Alarm",
    "Brief",
    "HeldCard",
    "Holder",
    "Home",
    "Look",
    "Who",
    "alarms",
    "briefly",
    "card",
    "holder",
    "holders",
    "holders_in",
    "holders_like",
    "homes",
    "homes_now",
    "judge",
    "looks",
    "people",
    "people_in",
    "people_left",
    "people_of_rows",
    "person",
    "person_by_document",
    "person_codes",
    "person_ids",
    "same_people",
    "trust",
]
