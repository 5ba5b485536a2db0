"""What may go wrong in this room."""

from dataclasses import dataclass
from typing import ClassVar

from lachan.core.errors import Blame, DomainError


@dataclass(eq=False)
class PhoneNotValid(DomainError):
    """No telephone has such a number."""

    code: ClassVar[str] = "accounts.phone_not_valid"


@dataclass(eq=False)
class CodeNotValid(DomainError):
    """Wrong, too old, used already, or tried too often: all look the same."""

    code: ClassVar[str] = "accounts.code_not_valid"


@dataclass(eq=False)
class TextsClosed(DomainError):
    """No channel sends text messages from this installation."""

    code: ClassVar[str] = "accounts.texts_closed"
    status: ClassVar[int] = 503
    blame: ClassVar[Blame] = Blame.PLATFORM


@dataclass(eq=False)
class AlreadyInCare(DomainError):
    """The account acts for this person, or for itself, already."""

    code: ClassVar[str] = "accounts.already_in_care"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class DocumentNotKnown(DomainError):
    """Number and birth date do not fit one person."""

    code: ClassVar[str] = "accounts.document_not_known"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class TokenRefused(DomainError):
    """Unknown, revoked or expired: all look the same."""

    code: ClassVar[str] = "accounts.token_refused"
    status: ClassVar[int] = 401


@dataclass(eq=False)
class AreaUnknown(DomainError):
    """No unit has this code today."""

    code: ClassVar[str] = "accounts.area_unknown"
    area: str


@dataclass(eq=False)
class NameTaken(DomainError):
    """A live account or service has this name."""

    code: ClassVar[str] = "accounts.name_taken"
    status: ClassVar[int] = 409
    name: str


@dataclass(eq=False)
class AccountUnknown(DomainError):
    """There is no such account or service, or not in the actor's units."""

    code: ClassVar[str] = "accounts.account_unknown"
    status: ClassVar[int] = 404
    name: str


@dataclass(eq=False)
class OpeningOver(DomainError):
    """The record was opened for an hour, and the hour is over; or somebody else opened it."""

    code: ClassVar[str] = "accounts.opening_over"
    status: ClassVar[int] = 403


@dataclass(eq=False)
class ConsentTextOld(DomainError):
    """Another text is in force by now; what was read is not what would be agreed to."""

    code: ClassVar[str] = "accounts.consent_text_old"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class TextNotTaken(DomainError):
    """The SMS gateway did not take a text; it is tried again.  ``why`` names no number and no address."""

    code: ClassVar[str] = "accounts.text_not_taken"
    status: ClassVar[int] = 502
    blame: ClassVar[Blame] = Blame.PARTNER
    why: str
