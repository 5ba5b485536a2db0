"""The door of the room."""

from lachan.proximity.queries import EVIDENCE
from lachan.proximity.services import EncounterColumns, record_encounters

__all__ = ["EVIDENCE", "EncounterColumns", "record_encounters"]
