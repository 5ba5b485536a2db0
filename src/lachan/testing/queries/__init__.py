"""Reads of this room."""

from lachan.testing.queries.definition import confirming, is_confirming, verdicts
from lachan.testing.queries.results import (
    PositiveResult,
    ResultLine,
    latest_results,
    positive_results,
    result,
)

__all__ = [
    "PositiveResult",
    "ResultLine",
    "confirming",
    "is_confirming",
    "latest_results",
    "positive_results",
    "result",
    "verdicts",
]
