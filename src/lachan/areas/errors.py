"""What may go wrong in this room."""

from dataclasses import dataclass
from typing import ClassVar

from lachan.core.errors import DomainError


@dataclass(eq=False)
class NotItsSuccessor(DomainError):
    """The unit did not come from the other one: nothing of that belongs there."""

    code: ClassVar[str] = "areas.not_its_successor"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class NothingWaits(DomainError):
    """Nothing of what was chosen waits in the unit, or it lies outside the actor's area."""

    code: ClassVar[str] = "areas.nothing_waits"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class TakenBackAlready(DomainError):
    """The decision was taken back before."""

    code: ClassVar[str] = "areas.taken_back_already"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class HamletExists(DomainError):
    """The commune has a hamlet of this name."""

    code: ClassVar[str] = "areas.hamlet_exists"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class NotAHamlet(DomainError):
    """The unit is no hamlet that stands today: the trees of the state are not changed by hand."""

    code: ClassVar[str] = "areas.not_a_hamlet"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class DenominatorUnknown(DomainError):
    """Nobody told how many people the unit has by this way of counting; ``known`` are the ways that are."""

    code: ClassVar[str] = "areas.denominator_unknown"
    status: ClassVar[int] = 404
    unit: str
    name: str
    known: str
