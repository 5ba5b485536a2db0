"""The tables of this room."""

from lachan.identity.models.codes import Card, Form, SigningKey
from lachan.identity.models.looks import Purpose, RecordView
from lachan.identity.models.people import Household, Person, Sex
from lachan.identity.models.staff import Staff

__all__ = [
    "Card",
    "Form",
    "Household",
    "Person",
    "Purpose",
    "RecordView",
    "Sex",
    "SigningKey",
    "Staff",
]
