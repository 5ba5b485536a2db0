"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class WatchedVisitsLanded:
    """Visits were stored that somebody watches for; ``refs`` are the watchers' own names."""

    name: ClassVar[str] = "places.watched_visits_landed.v1"
    refs: list[str]
