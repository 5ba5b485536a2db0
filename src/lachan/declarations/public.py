"""The door of the room."""

from lachan.declarations.queries import EVIDENCE, JOURNEYS, WATCHING, SymptomsTold, told_symptoms

__all__ = ["EVIDENCE", "JOURNEYS", "WATCHING", "SymptomsTold", "told_symptoms"]
