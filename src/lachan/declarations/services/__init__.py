"""Writes."""

from lachan.declarations.services.filling import Begun, answer, begin, send
from lachan.declarations.services.following import finish_alert, note_seen, take_alert
from lachan.declarations.services.moving import follow_areas
from lachan.declarations.services.taking import Answer, Told, take

__all__ = [
    "Answer",
    "Begun",
    "Told",
    "answer",
    "begin",
    "finish_alert",
    "follow_areas",
    "note_seen",
    "send",
    "take",
    "take_alert",
]
