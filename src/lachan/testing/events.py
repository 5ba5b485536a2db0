"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ResultsReleased:
    """Answers became final, or were corrected: the people whose positive answers may be others than before.

    ``at`` is the moment (ISO 8601, UTC) of the announcement; the stopwatch starts there.
    """

    name: ClassVar[str] = "testing.results_released.v1"
    people: list[int]
    at: str
