"""The door of the room."""

from lachan.messaging.queries import notices
from lachan.messaging.services import SEND, Message, send, withdraw, withdraw_about

__all__ = ["SEND", "Message", "notices", "send", "withdraw", "withdraw_about"]
