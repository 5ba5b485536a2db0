"""Time together: spans, their union, and the most of it that fits into a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open interval of time, ``start <= t < end``; both ends are aware instants."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return max(self.end - self.start, timedelta(0))

    def overlap(self, other: "Span") -> timedelta:
        """Length of the common part, never negative.

        >>> from datetime import UTC
        >>> day = lambda h: datetime(2021, 9, 11, h, tzinfo=UTC)
        >>> Span(day(8), day(10)).overlap(Span(day(9), day(12)))
        datetime.timedelta(seconds=3600)
        """
        return max(min(self.end, other.end) - max(self.start, other.start), timedelta(0))

    def common(self, other: "Span") -> "Span | None":
        """The common part, or None where there is none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


def united(spans: Iterable[Span]) -> list[Span]:
    """The same time as disjoint spans in order; touching spans become one."""
    islands: list[Span] = []
    for span in sorted(spans):
        if islands and span.start <= islands[-1].end:
            islands[-1] = Span(islands[-1].start, max(islands[-1].end, span.end))
        else:
            islands.append(span)
    return islands


def longest_within(spans: Iterable[Span], frame: timedelta) -> timedelta:
    """The most united time that any stretch of length ``frame`` holds.

    A fullest frame can always be slid, losing nothing, until it begins where an island begins: those are all
    the places looked at.

    >>> from datetime import UTC
    >>> at = lambda h: datetime(2021, 9, 11, tzinfo=UTC) + timedelta(hours=h)
    >>> longest_within([Span(at(0), at(1)), Span(at(23), at(26))], timedelta(hours=24))
    datetime.timedelta(seconds=10800)
    """
    islands = united(spans)
    return max(
        (
            sum((island.overlap(Span(first.start, first.start + frame)) for island in islands), timedelta(0))
            for first in islands
        ),
        default=timedelta(0),
    )
