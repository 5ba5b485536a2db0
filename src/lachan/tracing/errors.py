"""What may go wrong in this room."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lachan.core.errors import DomainError


@dataclass(eq=False)
class TaskClosed(DomainError):
    """Somebody finished the task, or it was withdrawn."""

    code: ClassVar[str] = "tracing.task_closed"
    status: ClassVar[int] = 409
    task_id: UUID
