"""Reads of this room."""

from lachan.testing.queries.results import (
    PositiveResult,
    ResultLine,
    latest_results,
    positive_results,
    result,
)

__all__ = ["PositiveResult", "ResultLine", "latest_results", "positive_results", "result"]
