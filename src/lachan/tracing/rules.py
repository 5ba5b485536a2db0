"""Words of this room that are neither tables nor law."""

from enum import StrEnum


class TaskKind(StrEnum):
    """What a list is of."""

    CONTACTS = "contacts"
    POINTS = "points"
