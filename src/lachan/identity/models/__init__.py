"""The tables of this room."""

from lachan.identity.models.looks import Purpose, RecordView
from lachan.identity.models.people import Household, Person, Sex
from lachan.identity.models.staff import Staff

__all__ = ["Household", "Person", "Purpose", "RecordView", "Sex", "Staff"]
