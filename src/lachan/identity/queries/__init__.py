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
from lachan.identity.queries.people import EVIDENCE, HOMES, Who, people, person, person_codes, person_ids

__all__ = [
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
    "trust",
]
