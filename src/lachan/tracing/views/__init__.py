"""Pages of this room."""

from lachan.tracing.views.case import case, cases, present
from lachan.tracing.views.inbox import finish, home, inbox, take, task

__all__ = ["case", "cases", "finish", "home", "inbox", "present", "take", "task"]
