"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class PersonsMerged:
    """These records are held to be one person now; everything derived from one of them concerns all."""

    name: ClassVar[str] = "identity.persons_merged.v1"
    people: list[int]


@dataclass(frozen=True)
class PersonsUnmerged:
    """Some of these records are no longer held to be one person."""

    name: ClassVar[str] = "identity.persons_unmerged.v1"
    people: list[int]
