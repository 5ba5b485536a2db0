"""What may go wrong in this room."""

from dataclasses import dataclass
from typing import ClassVar

from lachan.core.errors import DomainError


@dataclass(eq=False)
class PersonUnknown(DomainError):
    """No person has this code."""

    code: ClassVar[str] = "identity.person_unknown"
    status: ClassVar[int] = 404
    person: str


@dataclass(eq=False)
class AlreadyOnePerson(DomainError):
    """The two records are one person already."""

    code: ClassVar[str] = "identity.already_one_person"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class NotMerged(DomainError):
    """The record stands by itself: there is nothing to take back."""

    code: ClassVar[str] = "identity.not_merged"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class ReviewUnknown(DomainError):
    """No such pair waits for a decision, or it lies outside the actor's area."""

    code: ClassVar[str] = "identity.review_unknown"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class NothingToUndo(DomainError):
    """This person has decided nothing that could be undone."""

    code: ClassVar[str] = "identity.nothing_to_undo"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class RoleUnknown(DomainError):
    """There is no such role of the staff."""

    code: ClassVar[str] = "identity.role_unknown"
    role: str
    known: str


@dataclass(eq=False)
class NationalCodeIncomplete(DomainError):
    """The national layout needs a number of a document and the day of birth; one is not known."""

    code: ClassVar[str] = "identity.national_code_incomplete"
    status: ClassVar[int] = 409
    person: str


@dataclass(eq=False)
class TooManyCards(DomainError):
    """More cards at once than a printer and a person can handle."""

    code: ClassVar[str] = "identity.too_many_cards"
    status: ClassVar[int] = 409
    asked: int
    most: int


@dataclass(eq=False)
class PhoneTakenBack(DomainError):
    """This phone was given up as lost; its key is believed no more."""

    code: ClassVar[str] = "identity.phone_taken_back"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class AlreadyGuardian(DomainError):
    """This person speaks for the other already, or they are one person."""

    code: ClassVar[str] = "identity.already_guardian"
    status: ClassVar[int] = 409
