"""The door of the room."""

from lachan.testing.models import Outcome
from lachan.testing.queries import PositiveResult, positive_results
from lachan.testing.services import Answer, ResultColumns, correct_result, load_results, release_result

__all__ = [
    "Answer",
    "Outcome",
    "PositiveResult",
    "ResultColumns",
    "correct_result",
    "load_results",
    "positive_results",
    "release_result",
]
