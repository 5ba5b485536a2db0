"""What may go wrong with permits, and is expected."""

from dataclasses import dataclass
from typing import ClassVar

from lachan.core.errors import DomainError


@dataclass(eq=False)
class PermitUnknown(DomainError):
    """No permit has this number, or it was given elsewhere."""

    code: ClassVar[str] = "permits.permit_unknown"
    status: ClassVar[int] = 404
    number: str


@dataclass(eq=False)
class OrganisationUnknown(DomainError):
    """No such organisation, or it is somebody else's."""

    code: ClassVar[str] = "permits.organisation_unknown"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class CannotBeGiven(DomainError):
    """The template does not give what is asked for; ``fault`` is the first reason (``kernel.permits``)."""

    code: ClassVar[str] = "permits.cannot_be_given"
    status: ClassVar[int] = 422
    fault: str


@dataclass(eq=False)
class AskedAlready(DomainError):
    """The same was asked for this person, and waits."""

    code: ClassVar[str] = "permits.asked_already"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class HomeUnknown(DomainError):
    """Nobody knows in which unit the person lives, so no unit can decide."""

    code: ClassVar[str] = "permits.home_unknown"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class NoQuota(DomainError):
    """The commune has not said yet for how many people this organisation may ask."""

    code: ClassVar[str] = "permits.no_quota"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class PaperUnknown(DomainError):
    """No form with this serial was printed here, or a character of it is wrong."""

    code: ClassVar[str] = "permits.paper_unknown"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class PaperUsed(DomainError):
    """This form was told before, for somebody else or another time; the double is kept."""

    code: ClassVar[str] = "permits.paper_used"
    status: ClassVar[int] = 409
