"""The door of the room."""

from lachan.declarations.queries import EVIDENCE, JOURNEYS, WATCHING, SymptomsTold, told_symptoms
from lachan.declarations.queries.standing import Standing, standing

__all__ = ["EVIDENCE", "JOURNEYS", "WATCHING", "Standing", "SymptomsTold", "standing", "told_symptoms"]
