"""Laws of time together."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lachan.kernel.meeting import Span, longest_within, united

DAY = timedelta(days=1)
ZERO = datetime(2022, 3, 1, tzinfo=UTC)


def spans(longest_minutes: int = 3000) -> st.SearchStrategy[Span]:
    return st.builds(
        lambda start, length: Span(ZERO + timedelta(minutes=start), ZERO + timedelta(minutes=start + length)),
        st.integers(0, 6 * 1440),
        st.integers(1, longest_minutes),
    )


@given(spans(), spans())
def test_overlap_is_symmetric_and_never_longer_than_either(a: Span, b: Span) -> None:
    assert a.overlap(b) == b.overlap(a)
    assert timedelta(0) <= a.overlap(b) <= min(a.length, b.length)


@given(st.lists(spans(), max_size=8))
def test_united_spans_are_apart_in_order_and_cover_the_same_minutes(some: list[Span]) -> None:
    islands = united(some)
    assert all(a.end < b.start for a, b in pairwise(islands))
    minutes = [ZERO + timedelta(minutes=m) for m in range(0, 9 * 1440, 7)]
    for minute in minutes:
        assert any(s.start <= minute < s.end for s in some) == any(i.start <= minute < i.end for i in islands)


@given(st.lists(spans(300), max_size=6))
def test_no_day_holds_more_than_the_fullest_day(some: list[Span]) -> None:
    """The candidates looked at suffice: sliding the frame minute by minute finds nothing better."""
    islands = united(some)
    slid = max(
        (
            sum((i.overlap(Span(start, start + DAY)) for i in islands), timedelta(0))
            for start in (ZERO + timedelta(minutes=m) for m in range(-1440, 8 * 1440, 60))
        ),
        default=timedelta(0),
    )
    assert slid <= longest_within(some, DAY) <= min(DAY, sum((i.length for i in islands), timedelta(0)))


@given(st.lists(spans(), min_size=1, max_size=5), st.randoms())
def test_order_and_repetition_do_not_matter(some: list[Span], random: object) -> None:
    again = [*some, *some]
    random.shuffle(again)  # type: ignore[attr-defined]
    assert united(again) == united(some)
    assert longest_within(again, DAY) == longest_within(some, DAY)
