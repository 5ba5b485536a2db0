"""The door of the room."""

from lachan.declarations.queries import EVIDENCE, SymptomsTold, told_symptoms

__all__ = ["EVIDENCE", "SymptomsTold", "told_symptoms"]
