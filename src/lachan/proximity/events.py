"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class WatchedEncountersLanded:
    """Encounters were stored that somebody watches for; ``refs`` are the watchers' own names."""

    name: ClassVar[str] = "proximity.watched_encounters_landed.v1"
    refs: list[str]
