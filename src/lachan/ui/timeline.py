"""Where each mark of a person's timeline is drawn: pure geometry, from instants to viewBox units.

Days run across, one lane for each kind of fact, the infectious time shaded.  Marks of one lane that overlap
go to sub-rows; what does not fit is counted, never dropped without a word.  Neither Django nor colours here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

WIDTH: Final = 1120.0  # up to 23 days fit a desk screen; longer windows grow and scroll
MIN_DAY_WIDTH: Final = 48.0
ROW_HEIGHT: Final = 22.0
ROW_GAP: Final = 4.0
LANE_PAD: Final = 6.0
HEAD_HEIGHT: Final = 44.0
MIN_MARK_WIDTH: Final = 8.0
POINT_WIDTH: Final = 16.0
LETTER_WIDTH: Final = 6.4  # average of 11 px Be Vietnam Pro, measured generously
MIN_LETTERS: Final = 4  # fewer tell nothing
CAPTION_WIDTH: Final = 90.0
MAX_ROWS: Final = 6
MAX_MARKS: Final = 200
MAX_DAYS: Final = 62
HOUR_STEPS: Final = ((1, 3), (2, 6), (4, 12))  # up to so many days: a tick every so many hours


@dataclass(frozen=True, slots=True)
class Window:
    """What is shown, half-open, and the part in which the person could infect others."""

    start: datetime
    end: datetime
    infectious_start: datetime | None = None
    infectious_end: datetime | None = None  # None: not yet ended
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One fact; ``end`` is None for an instant (a test, the onset of a symptom)."""

    lane: str
    start: datetime
    end: datetime | None
    label: str
    kind: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """One vertical line, with the day at midnight and the hour otherwise."""

    x: float
    at: datetime
    is_midnight: bool
    has_text: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One mark as a rectangle; ``text`` is what fits inside, or else beside it, possibly nothing."""

    mark: Mark
    lane: int
    x: float
    y: float
    width: float
    height: float
    text: str
    is_beside: bool

    @property
    def text_x(self) -> float:
        """Where the text begins."""
        return self.x + (self.width + 5 if self.is_beside else 6)

    @property
    def is_point(self) -> bool:
        """An instant is drawn as a shape around its middle."""
        return self.mark.end is None

    @property
    def middle_x(self) -> float:
        """The middle across."""
        return self.x + self.width / 2

    @property
    def middle_y(self) -> float:
        """The middle down."""
        return self.y + self.height / 2

    @property
    def text_y(self) -> float:
        """The line that letters stand on."""
        return self.middle_y + 4

    @property
    def diamond(self) -> str:
        """Corners of a diamond around the middle."""
        x, y = self.middle_x, self.middle_y
        return f"{x:g},{y - 8:g} {x + 8:g},{y:g} {x:g},{y + 8:g} {x - 8:g},{y:g}"

    @property
    def triangle(self) -> str:
        """Corners of a triangle around the middle."""
        x, y = self.middle_x, self.middle_y
        return f"{x:g},{y - 8:g} {x + 9:g},{y + 7:g} {x - 9:g},{y + 7:g}"

    @property
    def octagon(self) -> str:
        """Corners of an octagon around the middle."""
        x, y = self.middle_x, self.middle_y
        corners = ((-3.5, -8), (3.5, -8), (8, -3.5), (8, 3.5), (3.5, 8), (-3.5, 8), (-8, 3.5), (-8, -3.5))
        return " ".join(f"{x + dx:g},{y + dy:g}" for dx, dy in corners)


@dataclass(frozen=True, slots=True)
class Lane:
    """One band across; ``hidden`` marks are only in the list below the drawing."""

    name: str
    y: float
    height: float
    bars: tuple[Bar, ...]
    hidden: int

    @property
    def text_y(self) -> float:
        """The line of the lane's name."""
        return self.y + LANE_PAD + 15

    @property
    def more_y(self) -> float:
        """The line of "+12 more", below the name."""
        return self.text_y + 14


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle without a mark."""

    x: float
    y: float
    width: float
    height: float

    @property
    def end_x(self) -> float:
        """The right edge."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Caption:
    """A word above the lanes, beginning or ending at ``x`` so that it is never cut."""

    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template draws."""

    width: float
    height: float
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    infectious: Box | None
    is_infectious_open: bool
    now_x: float | None
    marks: tuple[Mark, ...]  # all of them in order of time, for the list in words

    @property
    def infectious_caption(self) -> Caption | None:
        """Beside the left edge of the infectious time."""
        return None if self.infectious is None else _caption(self.infectious.x, self.width)

    @property
    def now_caption(self) -> Caption | None:
        """Beside the line of now, unless the infectious time is named in that place."""
        if self.now_x is None:
            return None
        caption, other = _caption(self.now_x, self.width), self.infectious_caption
        return None if other is not None and abs(caption.x - other.x) < 2 * CAPTION_WIDTH else caption

    @property
    def from_x(self) -> float:
        """Where a narrow screen begins to look: at the first mark that matters."""
        begin = self.infectious.x if self.infectious else 0.0
        return min(
            (bar.x for lane in self.lanes for bar in lane.bars if bar.x + bar.width >= begin), default=begin
        )

    @property
    def body_y(self) -> float:
        """Where the lanes begin."""
        return HEAD_HEIGHT


def draw(window: Window, lanes: Sequence[tuple[str, str]], marks: Iterable[Mark], zone: tzinfo) -> Drawing:
    """Places marks into ``lanes`` (key, name), in that order; marks outside the window are left out.

    >>> from datetime import UTC
    >>> start = datetime(2021, 9, 11, tzinfo=UTC)
    >>> visit = Mark("visits", start + timedelta(hours=6), start + timedelta(hours=12), "Market", "visit")
    >>> drawing = draw(Window(start, start + timedelta(days=1)), [("visits", "Visits")], [visit], UTC)
    >>> bar = drawing.lanes[0].bars[0]
    >>> (bar.x, bar.width, bar.text)
    (280.0, 280.0, 'Market')
    """
    _check(window)
    days = (window.end - window.start) / timedelta(days=1)
    scale = _Scale(window.start, window.end, max(WIDTH, days * MIN_DAY_WIDTH))
    seen = sorted((mark for mark in marks if _is_inside(mark, window)), key=_order)
    placed: list[Lane] = []
    y = HEAD_HEIGHT
    for index, (key, name) in enumerate(lanes):
        lane = _lane(name, index, y, [mark for mark in seen if mark.lane == key], scale)
        placed.append(lane)
        y += lane.height
    infectious = _infectious(window, scale, y)
    return Drawing(
        width=round(scale.width, 1),
        height=y,
        ticks=tuple(_ticks(scale, days, zone)),
        lanes=tuple(placed),
        infectious=infectious,
        is_infectious_open=infectious is not None and window.infectious_end is None,
        now_x=scale.x(window.now) if window.now and window.start <= window.now < window.end else None,
        marks=tuple(seen),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    start: datetime
    end: datetime
    width: float

    def x(self, at: datetime) -> float:
        share = (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return round(share * self.width, 1)


def _check(window: Window) -> None:
    if window.end <= window.start:
        raise ValueError("a timeline needs an end after its start")
    if window.end - window.start > timedelta(days=MAX_DAYS):
        raise ValueError(f"a timeline shows at most {MAX_DAYS} days")


def _order(mark: Mark) -> tuple[datetime, datetime, str, str]:
    return (mark.start, mark.end or mark.start, mark.lane, mark.label)


def _is_inside(mark: Mark, window: Window) -> bool:
    if mark.end is None or mark.end == mark.start:
        return window.start <= mark.start < window.end
    return mark.start < window.end and window.start < mark.end


def _lane(name: str, index: int, y: float, marks: list[Mark], scale: _Scale) -> Lane:
    rows: list[list[tuple[Mark, float, float]]] = []
    for mark in marks[:MAX_MARKS]:
        x, width = _across(mark, scale)
        row = next((row for row in rows if row[-1][1] + row[-1][2] + 1 <= x), None)
        if row is not None:
            row.append((mark, x, width))
        elif len(rows) < MAX_ROWS:
            rows.append([(mark, x, width)])
    bars = [bar for number, row in enumerate(rows) for bar in _bars(row, index, y, number, scale)]
    hidden = len(marks) - len(bars)
    height = max(2 if hidden else 1, len(rows)) * (ROW_HEIGHT + ROW_GAP) - ROW_GAP + 2 * LANE_PAD
    return Lane(name, y, height, tuple(sorted(bars, key=lambda bar: _order(bar.mark))), hidden)


def _bars(
    row: list[tuple[Mark, float, float]], lane: int, y: float, number: int, scale: _Scale
) -> Iterable[Bar]:
    """Marks of one sub-row; a label that its mark is too small for uses the free space up to the next."""
    top = y + LANE_PAD + number * (ROW_HEIGHT + ROW_GAP)
    ends = [x for _, x, _ in row[1:]] + [scale.width]
    for (mark, x, width), end in zip(row, ends, strict=True):
        inside = "" if mark.end is None else _fitting(mark.label, width - 10)
        beside = _fitting(mark.label, end - x - width - 10)
        is_beside = inside != mark.label and len(beside) > len(inside)
        yield Bar(mark, lane, x, top, width, ROW_HEIGHT, beside if is_beside else inside, is_beside)


def _across(mark: Mark, scale: _Scale) -> tuple[float, float]:
    x = scale.x(mark.start)
    if mark.end is None:
        return min(max(x - POINT_WIDTH / 2, 0.0), scale.width - POINT_WIDTH), POINT_WIDTH
    width = max(scale.x(mark.end) - x, MIN_MARK_WIDTH)
    return min(x, scale.width - width), round(width, 1)


def _fitting(label: str, width: float) -> str:
    letters = int(width / LETTER_WIDTH)
    if len(label) <= letters:
        return label
    return "" if letters < MIN_LETTERS else label[: letters - 1].rstrip() + "…"


def _caption(x: float, width: float) -> Caption:
    return Caption(x + 4, "start") if x + CAPTION_WIDTH <= width else Caption(x - 4, "end")


def _infectious(window: Window, scale: _Scale, bottom: float) -> Box | None:
    if window.infectious_start is None:
        return None
    x = scale.x(window.infectious_start)
    width = round(scale.x(window.infectious_end or window.end) - x, 1)
    return Box(x, HEAD_HEIGHT, width, bottom - HEAD_HEIGHT) if width > 0 else None


def _ticks(scale: _Scale, days: float, zone: tzinfo) -> Iterable[Tick]:
    day_width = scale.width / days
    every = 1 if day_width >= 40 else 2
    hours = next((step for limit, step in HOUR_STEPS if days <= limit), 24)
    midnight = datetime.combine(scale.start.astimezone(zone).date(), time(), tzinfo=zone)
    number = 0
    while midnight < scale.end:
        for hour in range(0, 24, hours):
            at = midnight + timedelta(hours=hour)
            if scale.start <= at < scale.end:
                yield Tick(scale.x(at), at, hour == 0, hour != 0 or number % every == 0)
        midnight += timedelta(days=1)
        number += 1
