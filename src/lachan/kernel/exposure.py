"""When a case could infect others, and what being near them then means: the law as functions of its numbers.

Plain Python, slow and obviously right: this module is the oracle of the SQL in ``tracing``.  Times are aware
instants, spans are half-open, distances are metres.  The numbers come in as an :class:`ExposurePolicy`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from lachan.kernel.meeting import Span, longest_within, united

DAY = timedelta(days=1)


class Grade(StrEnum):
    """How near a contact was, most dangerous first."""

    CLOSE = "close"
    SAME_SPACE = "same_space"
    PRESENT = "present"


class Source(StrEnum):
    """Where a piece of evidence comes from."""

    VISIT = "visit"  # both were at one place at the same time
    ENCOUNTER = "encounter"  # their devices met
    HOUSEHOLD = "household"  # they live together
    VEHICLE = "vehicle"  # both declared the same vehicle on the same day


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe that somebody was near the case.

    ``masked`` and ``distance_m`` are None where nobody knows; ``closed`` and ``capacity`` describe the place
    of a visit or the vehicle; ``assumed`` says that a part of the span was not recorded but supposed.
    """

    source: Source
    span: Span
    distance_m: float | None = None
    masked: bool | None = None
    closed: bool = False
    capacity: int | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the law: evidence of this kind, for that long within a day, makes this grade.

    ``masked`` None: with or without; False: only where somebody was unmasked (unknown counts as unmasked).
    ``max_capacity``: only places for at most so many people, the law's "narrow" space.
    """

    grade: Grade
    sources: frozenset[Source]
    max_distance_m: float | None = None
    masked: bool | None = None
    closed: bool = False
    max_capacity: int | None = None
    min_minutes: float = 0

    def covers(self, evidence: Evidence) -> bool:
        """Whether this piece of evidence counts towards the rule.  An unknown distance is not near."""
        near = self.max_distance_m is None or (
            evidence.distance_m is not None and evidence.distance_m <= self.max_distance_m
        )
        narrow = self.max_capacity is None or (
            evidence.capacity is not None and evidence.capacity <= self.max_capacity
        )
        bare = self.masked is None or bool(evidence.masked) == self.masked
        return (
            evidence.source in self.sources
            and near
            and narrow
            and bare
            and (evidence.closed or not self.closed)
        )


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """What is supposed of places of one kind, where nothing better is known."""

    closed: bool
    capacity: int
    dwell_minutes: int


@dataclass(frozen=True, slots=True)
class Bluetooth:
    """From signal strength to distance, by log-distance path loss.

    d = 10 ** ((at_1m - rssi) / (10 * exponent)).
    """

    rssi_at_1m_dbm: float
    path_loss_exponent: float
    open_minutes: float  # length of an encounter whose end was not recorded

    def distance_m(self, rssi_dbm: float) -> float:
        return float(10 ** ((self.rssi_at_1m_dbm - rssi_dbm) / (10 * self.path_loss_exponent)))


@dataclass(frozen=True, slots=True)
class ExposurePolicy:
    """Numbers set by decree, not by programmers.  One value per disease and period."""

    id: str
    source: str
    valid_from: date
    country: str
    before_onset: timedelta
    before_sample: timedelta
    rules: tuple[Rule, ...]  # strongest first; whoever fits none was merely present
    owned: frozenset[Grade]  # grades that become contacts with an owner; the others are only informed
    kinds: Mapping[str, PlaceKind]
    bluetooth: Bluetooth
    contacts_due: timedelta
    points_due: timedelta
    episode: timedelta  # positive results of one person this near each other are one case
    near_rows: int  # so many rows of seats apart is one narrow space, the kind "near_seats"
    unverified: tuple[str, ...] = ()

    @property
    def reach_m(self) -> float:
        """The distance beyond which an encounter is no evidence at all."""
        return max(
            (rule.max_distance_m for rule in self.rules if rule.max_distance_m is not None), default=0.0
        )


@dataclass(frozen=True, slots=True)
class Positive:
    """What a positive result says about when its person was infectious."""

    sampled_at: datetime
    released_at: datetime
    onset: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A contact as graded: the grade, the united time together, and when it began and ended."""

    grade: Grade
    together: timedelta
    first: datetime
    last: datetime


def infectious_window(positive: Positive, policy: ExposurePolicy, zone: tzinfo) -> Span:
    """From some days before onset (before sampling where nothing was felt yet) until isolation.

    The person counts as isolated from the moment the result is released.  An onset later than the sample
    cannot shorten the window: the sample proves that infection was there already.
    """
    starts = [positive.sampled_at - policy.before_sample]
    if positive.onset is not None:
        felt = datetime.combine(positive.onset, time(0), zone)
        starts = (
            [felt - policy.before_onset]
            if felt <= positive.sampled_at
            else [*starts, felt - policy.before_onset]
        )
    start = min(starts)
    return Span(start, max(positive.released_at, start))


def episodes(positives: Iterable[Positive], policy: ExposurePolicy) -> list[list[Positive]]:
    """Positive results of one person, grouped into illnesses: each within ``policy.episode`` of the first."""
    groups: list[list[Positive]] = []
    for positive in sorted(positives, key=lambda p: (p.sampled_at, p.released_at)):
        if groups and positive.sampled_at - groups[-1][0].sampled_at <= policy.episode:
            groups[-1].append(positive)
        else:
            groups.append([positive])
    return groups


def of_episode(group: Sequence[Positive]) -> Positive:
    """One illness told by several results: the earliest of everything."""
    return Positive(
        sampled_at=min(p.sampled_at for p in group),
        released_at=min(p.released_at for p in group),
        onset=min((p.onset for p in group if p.onset), default=None),
    )


def grade(evidence: Sequence[Evidence], policy: ExposurePolicy) -> Verdict | None:
    """The strongest grade that the evidence of one contact supports; None where there is no evidence.

    A rule with a minimum is met when, in some span of 24 hours, the united time of the evidence it covers
    reaches the minimum.  Overlapping evidence counts once.
    """
    if not evidence:
        return None
    met = [rule.grade for rule in policy.rules if _is_met(rule, evidence)]
    spans = [e.span for e in evidence]
    return Verdict(
        grade=met[0] if met else Grade.PRESENT,
        together=sum((span.length for span in united(spans)), timedelta(0)),
        first=min(span.start for span in spans),
        last=max(span.end for span in spans),
    )


def _is_met(rule: Rule, evidence: Sequence[Evidence]) -> bool:
    covered = [e.span for e in evidence if rule.covers(e)]
    return bool(covered) and longest_within(covered, DAY) >= timedelta(minutes=rule.min_minutes)
