"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class AreasReorganised:
    """Units were added or changed; whoever keeps something per unit looks again."""

    name: ClassVar[str] = "areas.reorganised.v1"
    changed: int
