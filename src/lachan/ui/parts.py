"""What the components take: plain frozen values that a view builds from its queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

GradeName = Literal["close", "same_space", "present"]
StatusName = Literal["new", "mine", "taken", "done", "overdue"]
SourceName = Literal["visit", "proximity", "household", "vehicle", "declaration", "interview"]
Tone = Literal["good", "warn", "bad", "info", "none"]


@dataclass(frozen=True, slots=True)
class Column:
    """Head of one column of ``ui/table.html``."""

    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, where it leads, or a grade, status or badge drawn in front of the text.

    ``pick`` draws a box to tick, named by the text, that sends ``pick=<value>``.
    """

    text: str = ""
    href: str = ""
    grade: GradeName | Literal[""] = ""
    status: StatusName | Literal[""] = ""
    tone: Tone | Literal[""] = ""
    pick: str = ""
    is_picked: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of ``ui/terms.html``."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the stopwatch; ``at`` is None while it is awaited; ``after_ms`` counts from release."""

    key: Literal["released", "traced", "dispatched", "seen"]
    at: datetime | None = None
    after_ms: int | None = None
    is_slow: bool = False


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Stages in order; the total is the time from the first to the last that has happened."""

    stages: tuple[Stage, ...]

    @property
    def total_ms(self) -> int | None:
        """Milliseconds from release to the latest stage; None before the second stage."""
        reached = [stage.after_ms for stage in self.stages if stage.at is not None and stage.after_ms]
        return reached[-1] if reached else None

    @property
    def is_running(self) -> bool:
        """Something is still awaited."""
        return any(stage.at is None for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason why two people were together: where or through whom, when, how long, how near."""

    source: SourceName
    what: str
    start: datetime
    end: datetime | None
    minutes: int | None = None
    distance_m: float | None = None
    assumed: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One row of the work list.  ``version`` changes with what is shown: polling replaces only that."""

    key: str
    url: str
    title: str
    detail: str = ""
    status: StatusName | Literal[""] = ""
    grade: GradeName | Literal[""] = ""
    at: datetime | None = None
    version: str = ""
    can_pick: bool = True


@dataclass(frozen=True, slots=True)
class WorkView:
    """One saved view above the list."""

    label: str
    url: str
    count: int | None = None
    is_capped: bool = False
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class BulkAction:
    """One button of the bulk bar; sent as ``action=<value>`` with ``pick=<key>`` for each chosen row."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class WorkList:
    """A page of work.  ``count`` is shown as "1.200+" where ``is_capped``; ``more_url`` goes by key."""

    id: str
    title: str
    rows: Sequence[WorkRow]
    count: int
    is_capped: bool = False
    as_of: datetime | None = None
    views: Sequence[WorkView] = ()
    more_url: str = ""
    poll_url: str = ""
    poll_seconds: int = 5
    bulk_url: str = ""
    bulk_actions: Sequence[BulkAction] = field(default=())


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place of the staff navigation."""

    label: str
    url: str
    icon: str
    count: int = 0
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """What the staff frame shows around every page: who is here, for which area, and where they can go."""

    nav: tuple[NavItem, ...] = ()
    home_url: str = "/"
    user: str = ""
    area: str = ""
    logout_url: str = ""
    account_url: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of the picker; ``where`` tells apart what has the same name."""

    value: str
    text: str
    where: str = ""
