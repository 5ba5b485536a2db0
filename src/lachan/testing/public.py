"""The door of the room."""

from lachan.testing.models import Outcome
from lachan.testing.queries import PositiveResult, positive_results
from lachan.testing.services import (
    Answer,
    Measured,
    ResultColumns,
    Taken,
    Told,
    correct_result,
    load_results,
    release_result,
    take_answers,
    take_samples,
)

__all__ = [
    "Answer",
    "Measured",
    "Outcome",
    "PositiveResult",
    "ResultColumns",
    "Taken",
    "Told",
    "correct_result",
    "load_results",
    "positive_results",
    "release_result",
    "take_answers",
    "take_samples",
]
