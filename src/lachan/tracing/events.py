"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class CasesOpened:
    """New F0."""

    name: ClassVar[str] = "tracing.cases_opened.v1"
    cases: list[str]


@dataclass(frozen=True)
class ContactsFound:
    """The contacts with an owner, or the exposure points, of these cases are others than before."""

    name: ClassVar[str] = "tracing.contacts_found.v1"
    cases: list[str]


@dataclass(frozen=True)
class CasesWithdrawn:
    """No positive result supports these cases any more."""

    name: ClassVar[str] = "tracing.cases_withdrawn.v1"
    cases: list[str]
