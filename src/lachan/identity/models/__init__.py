"""The tables of this room."""

from lachan.identity.models.matching import Decision, Merge, Review
from lachan.identity.models.people import (
    Guardian,
    Household,
    Identifier,
    Person,
    Phone,
    Precision,
    Relation,
    Sex,
)
from lachan.identity.models.staff import Staff

__all__ = [
    "Decision",
    "Guardian",
    "Household",
    "Identifier",
    "Merge",
    "Person",
    "Phone",
    "Precision",
    "Relation",
    "Review",
    "Sex",
    "Staff",
]
