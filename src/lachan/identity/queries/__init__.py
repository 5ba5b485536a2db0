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
from lachan.identity.queries.guardians import Speaks, guardians, wards
from lachan.identity.queries.looks import Look, looks
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
    person,
    person_codes,
    person_ids,
    same_people,
)
from lachan.identity.queries.phones import Phone, phones

__all__ = [
    "ALIASES",
    "EVIDENCE",
    "HOMES",
    "HOUSEMATES",
    "MERGED",
    "STANDS_FOR",
    "Brief",
    "HeldCard",
    "Holder",
    "Look",
    "Phone",
    "Speaks",
    "Who",
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
    "person",
    "person_by_document",
    "person_codes",
    "person_ids",
    "phones",
    "same_people",
    "trust",
    "wards",
]
