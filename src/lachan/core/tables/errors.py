"""What goes wrong in a table: with one value (``FieldError``) or with the whole file (``UnreadableFile``)."""

from __future__ import annotations

__all__ = ["FieldError", "UnreadableFile", "seen"]

SEEN_CHARACTERS = 80


class FieldError(ValueError):
    """One value cannot be taken; ``code`` is stable, ``message`` is an English sentence for the sender."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class UnreadableFile(Exception):
    """Not one row of the file can be read; ``code`` is stable, ``message`` is for the sender."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def seen(value: str) -> str:
    """The value as a message shows it: quoted, control characters escaped, cut at 80 characters."""
    return repr(value) if len(value) <= SEEN_CHARACTERS else repr(value[:SEEN_CHARACTERS]) + "…"
