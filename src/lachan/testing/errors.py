"""What may go wrong in this room."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lachan.core.errors import DomainError


@dataclass(eq=False)
class SampleAlreadyAnswered(DomainError):
    """The sample has a final result; send a correction instead."""

    code: ClassVar[str] = "testing.sample_already_answered"
    status: ClassVar[int] = 409
    result_id: UUID


@dataclass(eq=False)
class ResultUnknown(DomainError):
    """No such result, or not in the actor's area."""

    code: ClassVar[str] = "testing.result_unknown"
    status: ClassVar[int] = 404
    result_id: UUID


@dataclass(eq=False)
class ResultReplaced(DomainError):
    """A newer answer stands already."""

    code: ClassVar[str] = "testing.result_replaced"
    status: ClassVar[int] = 409
    result_id: UUID


@dataclass(eq=False)
class SameOutcome(DomainError):
    """A correction that corrects nothing."""

    code: ClassVar[str] = "testing.same_outcome"
    status: ClassVar[int] = 409
    result_id: UUID


@dataclass(eq=False)
class ReleasedBeforeSampled(DomainError):
    """The answer would be older than its sample."""

    code: ClassVar[str] = "testing.released_before_sampled"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class NotThatBirthDay(DomainError):
    """Whoever asks for a paper is not its person."""

    code: ClassVar[str] = "testing.not_that_birth_day"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class CodeOfNobody(DomainError):
    """A code that was scanned at a hospital's gate is nobody's."""

    code: ClassVar[str] = "testing.code_of_nobody"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class BoxTaken(DomainError):
    """A box of this code was sent before."""

    code: ClassVar[str] = "testing.box_taken"
    status: ClassVar[int] = 409
    box: str


@dataclass(eq=False)
class BoxOpened(DomainError):
    """The box was opened before; tubes found later are received one by one."""

    code: ClassVar[str] = "testing.box_opened"
    status: ClassVar[int] = 409
    box: str


@dataclass(eq=False)
class NoTubes(DomainError):
    """None of the tubes can go there."""

    code: ClassVar[str] = "testing.no_tubes"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class CampaignTaken(DomainError):
    """A campaign of this code exists."""

    code: ClassVar[str] = "testing.campaign_taken"
    status: ClassVar[int] = 409
    campaign: str
