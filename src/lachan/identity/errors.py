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
class RoleUnknown(DomainError):
    """There is no such role of the staff."""

    code: ClassVar[str] = "identity.role_unknown"
    role: str
    known: str
