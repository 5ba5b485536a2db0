"""What may go wrong at checkpoints, and is expected."""

from dataclasses import dataclass
from typing import ClassVar

from lachan.core.errors import DomainError


@dataclass(eq=False)
class CheckpointUnknown(DomainError):
    """No such checkpoint or post, or it stands in another area."""

    code: ClassVar[str] = "checkpoints.checkpoint_unknown"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class PassengerUnknown(DomainError):
    """Nobody was scanned under this number, or at another checkpoint."""

    code: ClassVar[str] = "checkpoints.passenger_unknown"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class NoteMissing(DomainError):
    """Who decides otherwise than the rules says why."""

    code: ClassVar[str] = "checkpoints.note_missing"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class ShiftsOverlap(DomainError):
    """Two shifts of one checkpoint would lie over each other."""

    code: ClassVar[str] = "checkpoints.shifts_overlap"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class PostKnown(DomainError):
    """There is such a post already."""

    code: ClassVar[str] = "checkpoints.post_known"
    status: ClassVar[int] = 409
