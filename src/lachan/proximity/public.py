"""The door of the room."""

from lachan.proximity.queries import EVIDENCE, WATCHING
from lachan.proximity.services import EncounterColumns, copy_encounters, record_encounters

__all__ = ["EVIDENCE", "WATCHING", "EncounterColumns", "copy_encounters", "record_encounters"]
