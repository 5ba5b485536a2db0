"""Batches: the good rows are kept, the bad ones are told by line, column and code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from lachan.core.partitions import FIRST_DAY
from lachan.core.tables import Reject

T = TypeVar("T")
CLOCK_TOLERANCE = timedelta(minutes=5)
FIRST_INSTANT = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)


@dataclass
class Origin:
    """Where the rows of a batch come from: line numbers and raw text, by position."""

    lines: Sequence[int]
    raw: Sequence[str]
    rejects: dict[int, Reject] = field(default_factory=dict)  # position -> why

    def refuse(self, position: int, column: str, code: str, message: str) -> None:
        """Put a row aside; the first reason found is the one told."""
        if position not in self.rejects:
            self.rejects[position] = Reject(self.lines[position], column, code, message, self.raw[position])

    def refuse_where(
        self, wrong: Sequence[bool], column: str, code: str, message: Callable[[int], str]
    ) -> None:
        """Put aside every row whose ``wrong`` is true."""
        if any(wrong):
            for position, is_wrong in enumerate(wrong):
                if is_wrong:
                    self.refuse(position, column, code, message(position))

    def refuse_told_otherwise(self, column: str, code: str, *told: Sequence[object]) -> None:
        """A key (``told[0]``) means what its first row says; a row that tells it otherwise is put aside."""
        first: dict[object, int] = {}
        for position in self.good:
            before = first.setdefault(told[0][position], position)
            if before != position and any(values[position] != values[before] for values in told):
                self.refuse(
                    position, column, code, f"line {self.lines[before]} tells {told[0][position]!r} otherwise"
                )

    @property
    def good(self) -> list[int] | range:
        """Positions of the rows that stand."""
        count = len(self.lines)
        return [i for i in range(count) if i not in self.rejects] if self.rejects else range(count)

    @property
    def told(self) -> list[Reject]:
        return [self.rejects[position] for position in sorted(self.rejects)]


def origin_of_scans(count: int) -> Origin:
    """The origin of rows that came without a file."""
    return Origin(range(1, count + 1), [""] * count)


def pick(values: Sequence[T], positions: Sequence[int]) -> list[T]:
    return [values[i] for i in positions]
