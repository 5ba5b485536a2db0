"""The door of the room."""

from lachan.proximity.queries import EVIDENCE
from lachan.proximity.services import EncounterColumns, copy_encounters, record_encounters

__all__ = ["EVIDENCE", "EncounterColumns", "copy_encounters", "record_encounters"]
