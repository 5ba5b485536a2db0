"""The tables of this room."""

from lachan.identity.models.codes import Card, Form, SigningKey
from lachan.identity.models.looks import LookupAlarm, RecordView
from lachan.identity.models.matching import Decision, Merge, Review
from lachan.identity.models.people import (
    Alias,
    Guardian,
    GuardianBasis,
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
    "Alias",
    "Card",
    "Decision",
    "Form",
    "Guardian",
    "GuardianBasis",
    "Household",
    "Identifier",
    "LookupAlarm",
    "Merge",
    "Person",
    "Phone",
    "Precision",
    "RecordView",
    "Relation",
    "Review",
    "Sex",
    "SigningKey",
    "Staff",
]
