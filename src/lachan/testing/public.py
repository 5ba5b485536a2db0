"""The door of the room."""

from lachan.testing.models import Outcome
from lachan.testing.queries import PositiveResult, confirming, is_confirming, positive_results, verdicts
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
    "confirming",
    "correct_result",
    "is_confirming",
    "load_results",
    "positive_results",
    "release_result",
    "take_answers",
    "take_samples",
    "verdicts",
]
