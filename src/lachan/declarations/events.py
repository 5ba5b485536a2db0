"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class WatchedRidesLanded:
    """Journeys were declared that somebody watches for; ``refs`` are the watchers' own names."""

    name: ClassVar[str] = "declarations.watched_rides_landed.v1"
    refs: list[str]
