"""The door of the room."""

from lachan.messaging.queries import notices
from lachan.messaging.services import Message, send, withdraw, withdraw_about

__all__ = ["Message", "notices", "send", "withdraw", "withdraw_about"]
