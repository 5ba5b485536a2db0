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
from lachan.identity.queries.looks import Look, looks
from lachan.identity.queries.people import (
    ALIASES,
    EVIDENCE,
    HOMES,
    Brief,
    Who,
    briefly,
    people,
    person,
    person_codes,
    person_ids,
    same_people,
)
from lachan.identity.queries.scanned import Doubt, Scanned, whose

__all__ = [
    "ALIASES",
    "EVIDENCE",
    "HOMES",
    "Brief",
    "Doubt",
    "HeldCard",
    "Holder",
    "Look",
    "Scanned",
    "Who",
    "briefly",
    "card",
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
    "same_people",
    "trust",
    "whose",
]
