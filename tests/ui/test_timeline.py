"""Where marks are drawn: days, midnight lines, overlaps, caps, and the infectious time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lachan.ui.timeline import HEAD_HEIGHT, MAX_ROWS, MIN_MARK_WIDTH, WIDTH, Drawing, Mark, Window, draw

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2021, 9, 1, tzinfo=ZONE)
LANES = [("visits", "Visits"), ("tests", "Tests")]


def window(days: float, infectious: tuple[float, float | None] | None = None) -> Window:
    """Days from the start; the infectious part also in days."""
    begin, end = infectious or (None, None)
    return Window(
        START,
        START + timedelta(days=days),
        None if begin is None else START + timedelta(days=begin),
        None if end is None else START + timedelta(days=end),
    )


def visit(start_hour: float, hours: float, label: str = "Chợ") -> Mark:
    start = START + timedelta(hours=start_hour)
    return Mark("visits", start, start + timedelta(hours=hours), label, "visit")


def drawn(days: float, *marks: Mark) -> Drawing:
    return draw(window(days), LANES, marks, ZONE)


@pytest.mark.parametrize("days", [1, 2, 3, 14, 21, 30, 31])
def test_every_midnight_has_a_line_whatever_the_number_of_days(days: int) -> None:
    ticks = [tick for tick in drawn(days).ticks if tick.is_midnight]
    assert [tick.at.astimezone(ZONE).hour for tick in ticks] == [0] * days
    assert ticks[0].x == 0.0
    assert any(tick.has_text for tick in ticks)


def test_one_day_has_lines_for_hours_and_a_fortnight_has_not() -> None:
    assert [tick.at.astimezone(ZONE).hour for tick in drawn(1).ticks] == [0, 3, 6, 9, 12, 15, 18, 21]
    assert all(tick.is_midnight for tick in drawn(14).ticks)


def test_midnight_is_that_of_vietnam_although_instants_come_in_utc() -> None:
    utc = Window(START.astimezone(UTC), (START + timedelta(days=2)).astimezone(UTC))
    assert [tick.x for tick in draw(utc, LANES, [], ZONE).ticks if tick.is_midnight] == [0.0, WIDTH / 2]


def test_labels_of_days_never_touch() -> None:
    for days in range(1, 63):
        drawing = drawn(days)
        days_with_text = [tick.x for tick in drawing.ticks if tick.is_midnight and tick.has_text]
        gaps = [b - a for a, b in pairwise(days_with_text)]
        assert all(gap >= 40 for gap in gaps), days


def test_overlapping_marks_stand_in_rows_of_their_own_and_later_ones_reuse_a_row() -> None:
    bars = drawn(1, visit(6, 4), visit(8, 4), visit(13, 2)).lanes[0].bars
    assert bars[0].y < bars[1].y
    assert bars[2].y == bars[0].y


def test_more_rows_than_fit_are_counted_and_stay_in_the_list() -> None:
    marks = [visit(6 + i / 100, 5) for i in range(MAX_ROWS + 7)]
    drawing = drawn(1, *marks)
    assert len(drawing.lanes[0].bars) == MAX_ROWS
    assert drawing.lanes[0].hidden == 7
    assert len(drawing.marks) == MAX_ROWS + 7


def test_a_mark_over_the_edge_is_cut_and_one_outside_is_left_out() -> None:
    drawing = drawn(1, visit(-5, 8), visit(30, 2), visit(22, 9))
    assert [(bar.x, bar.x + bar.width) for bar in drawing.lanes[0].bars] == [
        (0.0, 140.0),
        (pytest.approx(1026.7), WIDTH),
    ]


def test_a_very_short_visit_can_still_be_seen_and_pointed_at() -> None:
    assert drawn(30, visit(5, 0.05)).lanes[0].bars[0].width == MIN_MARK_WIDTH


def test_an_instant_is_a_point_around_its_middle() -> None:
    test = Mark("tests", START + timedelta(hours=12), None, "PCR", "positive")
    bar = drawn(1, test).lanes[1].bars[0]
    assert bar.is_point
    assert bar.middle_x == WIDTH / 2
    assert (bar.text, bar.is_beside) == ("PCR", True)


def test_a_mark_too_small_for_its_label_has_it_beside_where_nothing_follows() -> None:
    first, second = drawn(14, visit(5, 2, "Chợ Bình Điền"), visit(20, 2, "Chợ Bà Chiểu")).lanes[0].bars
    assert (first.text, second.text, second.is_beside) == ("Chợ…", "Chợ Bà Chiểu", True)
    assert first.text_x + len(first.text) * 6 <= second.x


def test_captions_are_never_cut_at_the_edge_nor_over_each_other() -> None:
    late = draw(window(10, (9.8, None)), LANES, [], ZONE)
    assert late.infectious_caption is not None
    assert late.infectious_caption.anchor == "end"
    begun = Window(
        START, START + timedelta(days=10), START + timedelta(days=5), now=START + timedelta(days=5.5)
    )
    assert draw(begun, LANES, [], ZONE).now_caption is None


def test_text_is_cut_to_what_fits_and_left_away_where_nothing_fits() -> None:
    long = "Trung tâm thương mại và chợ đầu mối nông sản"
    wide, narrow, tiny, _ = (
        drawn(2, visit(0, 20, long), visit(21, 4, long), visit(25.5, 0.5, long), visit(26.5, 20))
        .lanes[0]
        .bars
    )
    assert wide.text == long
    assert narrow.text.endswith("…")
    assert tiny.text == ""


def test_infectious_time_is_cut_to_the_window_and_open_until_it_ends() -> None:
    closed = draw(window(10, (2, 5)), LANES, [], ZONE)
    assert closed.infectious is not None
    assert (closed.infectious.x, closed.infectious.width) == (224.0, 336.0)
    assert not closed.is_infectious_open
    still = draw(window(10, (2, None)), LANES, [], ZONE)
    assert still.infectious is not None
    assert still.infectious.end_x == WIDTH
    assert still.is_infectious_open
    assert draw(window(10, (12, 14)), LANES, [], ZONE).infectious is None


def test_a_window_without_length_or_of_a_whole_season_is_refused() -> None:
    with pytest.raises(ValueError, match="end after its start"):
        drawn(0)
    with pytest.raises(ValueError, match="at most"):
        drawn(63)


@given(
    days=st.integers(1, 30),
    spans=st.lists(st.tuples(st.floats(-24, 800), st.one_of(st.none(), st.floats(0, 300))), max_size=60),
)
def test_no_mark_leaves_the_drawing_nor_covers_another_and_none_is_lost(
    days: int, spans: list[tuple[float, float | None]]
) -> None:
    marks = []
    for hour, hours in spans:
        start = START + timedelta(hours=hour)
        end = None if hours is None else start + timedelta(hours=hours)
        marks.append(Mark("visits", start, end, "x", "visit"))
    drawing = drawn(days, *marks)
    lane = drawing.lanes[0]
    assert len(lane.bars) + lane.hidden == len(drawing.marks)
    for bar in lane.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= drawing.width + 0.01
        assert lane.y <= bar.y
        assert bar.y + bar.height <= lane.y + lane.height
    for one in lane.bars:
        for other in lane.bars:
            if one is not other and one.y == other.y:
                assert one.x + one.width <= other.x or other.x + other.width <= one.x
    assert drawing.lanes[0].y == HEAD_HEIGHT
