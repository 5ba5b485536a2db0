"""What may go wrong with declarations, and is expected."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lachan.core.errors import DomainError


@dataclass(eq=False)
class FormUnknown(DomainError):
    """No form of this name is served today."""

    code: ClassVar[str] = "declarations.form_unknown"
    status: ClassVar[int] = 404
    form: str


@dataclass(eq=False)
class AlertClosed(DomainError):
    """Somebody has finished it already."""

    code: ClassVar[str] = "declarations.alert_closed"
    status: ClassVar[int] = 409
    alert: UUID
