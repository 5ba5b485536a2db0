"""Reads."""

from lachan.declarations.queries.answers import answers_of
from lachan.declarations.queries.evidence import EVIDENCE, JOURNEYS, WATCHING, SymptomsTold, told_symptoms
from lachan.declarations.queries.following import AlertLine, View, alert, alert_page
from lachan.declarations.queries.forms import form_called, form_of, form_served, packs, served
from lachan.declarations.queries.own import OwnDeclaration, own_declaration, own_declarations

__all__ = [
    "EVIDENCE",
    "JOURNEYS",
    "WATCHING",
    "AlertLine",
    "OwnDeclaration",
    "SymptomsTold",
    "View",
    "alert",
    "alert_page",
    "answers_of",
    "form_called",
    "form_of",
    "form_served",
    "own_declaration",
    "own_declarations",
    "packs",
    "served",
    "told_symptoms",
]
