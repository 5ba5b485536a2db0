"""The tables of this room."""

from lachan.places.models.gates import Contact, Decision, Device, Scan, ScanDecision
from lachan.places.models.places import (
    LONGEST_STAY,
    SHORT_STAY,
    Day,
    Dispute,
    Ownership,
    Place,
    Suspicion,
    Visit,
)

__all__ = [
    "LONGEST_STAY",
    "SHORT_STAY",
    "Contact",
    "Day",
    "Decision",
    "Device",
    "Dispute",
    "Ownership",
    "Place",
    "Scan",
    "ScanDecision",
    "Suspicion",
    "Visit",
]
