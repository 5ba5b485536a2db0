"""Permits to travel: what a version of a template allows, and whether a permit holds here and now.

Times of day are minutes in Viet Nam.  A span that ends before it begins goes on past midnight.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

LOCAL = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
DAY_MINUTES = 24 * 60
PAPER = 0  # the template of a form filled in by hand: what it allows is written on it
LEVELS = {"country": 1, "province": 2, "commune": 3}  # units in the path of such a unit


class Answer(StrEnum):
    """What a permit is worth at one place and time; ``VALID`` alone lets pass."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    OUTSIDE_HOURS = "outside_hours"
    OUTSIDE_AREA = "outside_area"
    OLD_VERSION = "old_version"  # its template was replaced, and the days of grace are over
    SUSPENDED = "suspended"  # a condition of the template ended; it may come back
    REVOKED = "revoked"
    BY_HAND = "by_hand"  # genuine, filled in by hand: read what is written


class Fault(StrEnum):
    """Why something that was asked for cannot be given under a template."""

    NOT_OFFERED = "not_offered"
    FOR_OTHERS = "for_others"
    REASON_UNKNOWN = "reason_unknown"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    TOO_LONG = "too_long"
    HOURS_TOO_WIDE = "hours_too_wide"


@dataclass(frozen=True, slots=True)
class Hours:
    """A span of each day, in minutes; from 0 to 1440 is the whole day.

    >>> Hours(22 * 60, 5 * 60).holds(60), Hours(22 * 60, 5 * 60).holds(6 * 60)
    (True, False)
    """

    begin: int
    end: int

    @property
    def length(self) -> int:
        return (self.end - self.begin) % DAY_MINUTES or DAY_MINUTES

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day lies in the span; its end does not."""
        return (minute - self.begin) % DAY_MINUTES < self.length

    def covers(self, inner: "Hours") -> bool:
        return (inner.begin - self.begin) % DAY_MINUTES + inner.length <= self.length

    def __str__(self) -> str:
        return f"{clock(self.begin)}-{clock(self.end)}"


def clock(minute: int) -> str:
    """A minute of the day as people write it.

    >>> clock(330), clock(1440)
    ('05:30', '24:00')
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute_of(text: str) -> int:
    """Raises ValueError for what is no time of day.

    >>> minute_of("05:30"), minute_of("24:00")
    (330, 1440)
    """
    hour, _, minute = text.partition(":")
    told = int(hour) * 60 + int(minute)
    if not (0 <= told <= DAY_MINUTES and 0 <= int(minute) < 60):
        raise ValueError(text)
    return told


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a kind of permit, as it is laid down from one day on.

    ``number`` stands for the version in codes.  ``grace`` is for how long permits of the version before hold
    on once this one begins.
    """

    template: str
    number: int
    valid_from: date
    source: str
    approver: str  # the lowest level that may decide
    where: str  # the level of the unit in which it holds
    hours: Hours
    longest: timedelta
    grace: timedelta
    applicants: frozenset[str]  # person, organisation
    suspend_on: frozenset[str]
    suspended: timedelta  # after the day of the sample
    title: Mapping[str, str]
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    valid_to: date | None = None  # the first day on which it is offered no more
    unverified: str = ""

    @property
    def version(self) -> str:
        return f"{self.template}-{self.valid_from.isoformat()}"


@dataclass(frozen=True, slots=True)
class Terms:
    """What one permit allows: all of it stands in its code.  ``area`` 0 is the whole country."""

    number: int
    template: int
    valid_from: datetime
    valid_until: datetime
    hours: Hours
    area: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a permit since it was given; ``last`` is when its version holds no more."""

    is_revoked: bool = False
    is_suspended: bool = False
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for."""

    applicant: str
    reason: str
    begins: datetime
    ends: datetime
    hours: Hours


def offered(templates: Iterable[Template], day: date) -> dict[str, Template]:
    """The version of each template that may be asked for on a day."""
    begun = sorted((t for t in templates if t.valid_from <= day), key=lambda t: t.valid_from)
    newest = {template.template: template for template in begun}
    return {name: t for name, t in newest.items() if t.valid_to is None or day < t.valid_to}


def last_moment(templates: Iterable[Template], version: Template) -> datetime | None:
    """When permits of a version hold no more because another one came, its days of grace included."""
    later = [t for t in templates if t.template == version.template and t.valid_from > version.valid_from]
    if not later:
        return None
    following = min(later, key=lambda t: t.valid_from)
    return datetime.combine(following.valid_from, time(0), LOCAL) + following.grace


def faults(template: Template | None, asked: Asked) -> list[Fault]:
    """Everything that stands against giving what is asked for."""
    if template is None:
        return [Fault.NOT_OFFERED]
    wrong = {
        Fault.FOR_OTHERS: asked.applicant not in template.applicants,
        Fault.REASON_UNKNOWN: asked.reason not in template.reasons,
        Fault.ENDS_BEFORE_IT_BEGINS: asked.ends <= asked.begins,
        Fault.TOO_LONG: asked.ends - asked.begins > template.longest,
        Fault.HOURS_TOO_WIDE: not template.hours.covers(asked.hours),
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def answer(terms: Terms, standing: Standing, at: datetime, units: Collection[int]) -> Answer:
    """What a permit is worth at ``at`` in a place that lies in ``units``: the gravest that is wrong."""
    local = at.astimezone(LOCAL)
    wrong = {
        Answer.REVOKED: standing.is_revoked,
        Answer.EXPIRED: at >= terms.valid_until,
        Answer.SUSPENDED: standing.is_suspended,
        Answer.OLD_VERSION: standing.last is not None and at >= standing.last,
        Answer.NOT_YET: at < terms.valid_from,
        Answer.BY_HAND: terms.template == PAPER,
        Answer.OUTSIDE_AREA: terms.area != 0 and terms.area not in units,
        Answer.OUTSIDE_HOURS: not terms.hours.holds(local.hour * 60 + local.minute),
    }
    return next((told for told, is_so in wrong.items() if is_so), Answer.VALID)
