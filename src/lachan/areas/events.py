"""What this room announces."""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class AreasReorganised:
    """Units were added or changed; whoever keeps something per unit looks again.

    ``units`` names them where they are few and known; else anything may have changed.
    """

    name: ClassVar[str] = "areas.reorganised.v1"
    changed: int
    units: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class RowsPlaced:
    """Rows left in a unit were placed in another by a decision, or put back: what follows them follows."""

    name: ClassVar[str] = "areas.rows_placed.v1"
    decision: str
    is_taken_back: bool = False
