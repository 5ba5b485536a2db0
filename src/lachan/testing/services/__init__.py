"""Writes of this room: every change of what stands is announced."""

from lachan.testing.services.alarms import close_alarm
from lachan.testing.services.answers import Measured, Told, settle, take_answers
from lachan.testing.services.results import (
    Answer,
    ResultColumns,
    correct_result,
    follow_areas,
    load_results,
    release_result,
)
from lachan.testing.services.samples import Taken, take_samples

__all__ = [
    "Answer",
    "Measured",
    "ResultColumns",
    "Taken",
    "Told",
    "close_alarm",
    "correct_result",
    "follow_areas",
    "load_results",
    "release_result",
    "settle",
    "take_answers",
    "take_samples",
]
