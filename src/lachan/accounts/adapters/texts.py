"""Text messages to citizens: how a code reaches a telephone."""

from typing import Protocol

from django.conf import settings

from lachan.accounts.errors import TextsClosed


class Texts(Protocol):
    """Sends one text; returns what the page may show of it, "" with every real channel.

    A real channel must answer in the same time for every number: it queues, and sends later.
    """

    def send(self, number: str, text: str) -> str: ...


class OnScreen:
    """The channel of the demonstration: nothing is sent, the page shows the text."""

    def send(self, number: str, text: str) -> str:
        return text


class Closed:
    """The channel of an installation that has none."""

    def send(self, number: str, text: str) -> str:
        raise TextsClosed


def texts() -> Texts:
    """The channel of this installation."""
    return OnScreen() if settings.ACCOUNTS_DEMO else Closed()
