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
    "HeldCard",
    "Holder",
    "Who",
    "card",
    "holder",
    "holders",
    "holders_in",
    "holders_like",
    "judge",
    "people",
    "person",
    "person_codes",
    "person_ids",
    "same_people",
    "trust",
]
