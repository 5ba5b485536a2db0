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
class TokenNeeded(DomainError):
    """An address of programmes was asked without a token."""

    code: ClassVar[str] = "core.token_needed"
    status: ClassVar[int] = 401


@dataclass(eq=False)
class NotFound(DomainError):
    """There is no such thing, or it lies outside what the actor may see: both look the same."""

    code: ClassVar[str] = "core.not_found"
    status: ClassVar[int] = 404
    what: str


@dataclass(eq=False)
class PageUnknown(DomainError):
    """No page has this address."""

    code: ClassVar[str] = "core.page_unknown"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class FormStale(DomainError):
    """A form came without the token of this browser: it was open too long, or another site sent it."""

    code: ClassVar[str] = "core.form_stale"
    status: ClassVar[int] = 403


@dataclass(eq=False)
class WayUnknown(DomainError):
    """The address is there, but is not asked in this way: a deed opened as a page."""

    code: ClassVar[str] = "core.way_unknown"
    status: ClassVar[int] = 405


@dataclass(eq=False)
class PolicyUnknown(DomainError):
    """No policy has this id."""

    code: ClassVar[str] = "core.policy_unknown"
    policy: str
    known: str


@dataclass(eq=False)
class KeysUnreadable(DomainError):
    """The key ring cannot be used as it is written; ``why`` never quotes a key."""

    code: ClassVar[str] = "core.keys_unreadable"
    status: ClassVar[int] = 500
    blame: ClassVar[Blame] = Blame.PLATFORM
    why: str


@dataclass(eq=False)
class KeyUnknown(DomainError):
    """A value was sealed with a key that the ring does not hold."""

    code: ClassVar[str] = "core.key_unknown"
    status: ClassVar[int] = 500
    blame: ClassVar[Blame] = Blame.PLATFORM
    key_id: str
    context: str


@dataclass(eq=False)
class SealedElsewhere(DomainError):
    """A sealed value stands where it was not sealed for: another column, or another row."""

    code: ClassVar[str] = "core.sealed_elsewhere"
    status: ClassVar[int] = 500
    blame: ClassVar[Blame] = Blame.PLATFORM
    context: str


@dataclass(eq=False)
class SealBroken(DomainError):
    """What should be a sealed value is cut, altered, or none."""

    code: ClassVar[str] = "core.seal_broken"
    status: ClassVar[int] = 500
    blame: ClassVar[Blame] = Blame.PLATFORM
    context: str


@dataclass(eq=False)
class TrailFromElsewhere(DomainError):
    """The audit trail was sealed on a server whose count of transactions is ahead of this one's."""

    code: ClassVar[str] = "core.trail_from_elsewhere"
    status: ClassVar[int] = 500
    blame: ClassVar[Blame] = Blame.PLATFORM
    sealed_until: int
    reached: int


@dataclass(eq=False)
class UploadTooBig(DomainError):
    """More bytes or more items than one upload may have."""

    code: ClassVar[str] = "core.upload_too_big"
    status: ClassVar[int] = 413
    most: str


@dataclass(eq=False)
class UploadUnreadable(DomainError):
    """No JSON, or not an upload: ``where`` and ``what`` say why.  Nothing of it was stored."""

    code: ClassVar[str] = "core.upload_unreadable"
    status: ClassVar[int] = 400
    where: str
    what: str


@dataclass(eq=False)
class TooMany(DomainError):
    """A limit is reached; ask again after ``wait_seconds``."""

    code: ClassVar[str] = "core.too_many"
    status: ClassVar[int] = 429
    limit: str
    wait_seconds: int


@dataclass(eq=False)
class TrailNotWhole(DomainError):
    """The audit trail is not what it was: nothing of it goes before somebody has looked."""

    code: ClassVar[str] = "core.trail_not_whole"
    status: ClassVar[int] = 500
    blame: ClassVar[Blame] = Blame.PLATFORM
    findings: int
