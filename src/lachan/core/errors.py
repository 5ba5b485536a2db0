"""What may go wrong and is expected: every such failure is a :class:`DomainError`.

Everything else is a bug.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar


class Blame(StrEnum):
    CALLER = "caller"  # the request was wrong: do not retry, do not page anyone
    PLATFORM = "platform"  # we failed: page someone
    PARTNER = "partner"  # another system failed: retry with back-off


@dataclass(eq=False)
class DomainError(Exception):
    """Base of every expected failure.  Subclass it in the room's ``errors.py``.

    Not frozen: contextlib sets ``__traceback__`` on what passes through it.
    """

    code: ClassVar[str] = "core.error"
    status: ClassVar[int] = 400
    blame: ClassVar[Blame] = Blame.CALLER

    def as_problem(self) -> dict[str, Any]:
        """RFC 9457 body.  ``type`` is stable for ever; clients branch on it, never on text."""
        return {"type": self.code, "status": self.status, **asdict(self)}

    def __str__(self) -> str:
        told = ", ".join(f"{key}={value}" for key, value in asdict(self).items())
        return f"{self.code} ({told})" if told else self.code


@dataclass(eq=False)
class NotAllowed(DomainError):
    """The actor lacks the right, or has it for another area."""

    code: ClassVar[str] = "core.not_allowed"
    status: ClassVar[int] = 403
    right: str
    area_path: str


@dataclass(eq=False)
class NotFound(DomainError):
    """There is no such thing, or it lies outside what the actor may see: both look the same."""

    code: ClassVar[str] = "core.not_found"
    status: ClassVar[int] = 404
    what: str


@dataclass(eq=False)
class PolicyUnknown(DomainError):
    """No policy has this id."""

    code: ClassVar[str] = "core.policy_unknown"
    policy: str
    known: str


@dataclass(eq=False)
class LimitReached(DomainError):
    """Done too often; it may be tried again in ``wait_s`` seconds."""

    code: ClassVar[str] = "core.limit_reached"
    status: ClassVar[int] = 429
    wait_s: int
