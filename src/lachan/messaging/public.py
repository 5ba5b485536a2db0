"""The door of the room."""

from lachan.messaging.queries import notices
from lachan.messaging.services import SEND, Message, move, send, withdraw, withdraw_about

__all__ = ["SEND", "Message", "move", "notices", "send", "withdraw", "withdraw_about"]
