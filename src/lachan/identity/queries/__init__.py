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
from lachan.identity.queries.documents import people_by_documents, person_by_document
from lachan.identity.queries.guardians import Speaks, guardians, wards
from lachan.identity.queries.left import people_in, people_left
from lachan.identity.queries.looks import Alarm, Look, alarms, looks
from lachan.identity.queries.people import (
    ALIASES,
    EVIDENCE,
    HOMES,
    HOUSEMATES,
    MERGED,
    STANDS_FOR,
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
from lachan.identity.queries.phones import Phone, phones
from lachan.identity.queries.scanned import Doubt, Scanned, whose

__all__ = [
    "ALIASES",
    "EVIDENCE",
    "HOMES",
    "HOUSEMATES",
    "MERGED",
    "STANDS_FOR",
    "Alarm",
    "Brief",
    "Doubt",
    "HeldCard",
    "Holder",
    "Look",
    "Phone",
    "Scanned",
    "Speaks",
    "Who",
    "alarms",
    "briefly",
    "card",
    "guardians",
    "holder",
    "holders",
    "holders_in",
    "holders_like",
    "judge",
    "looks",
    "people",
    "people_by_documents",
    "people_in",
    "people_left",
    "people_of_rows",
    "person",
    "person_by_document",
    "person_codes",
    "person_ids",
    "phones",
    "same_people",
    "trust",
    "wards",
    "whose",
]
