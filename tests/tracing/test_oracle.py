"""PostgreSQL and the plain Python rule must tell the same story about any history."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.core import ids
from lachan.core.policies import exposure_policies
from lachan.core.statements import run
from lachan.declarations.models import Ride
from lachan.identity.models import Alias, Household, Person
from lachan.kernel.exposure import Evidence, ExposurePolicy, PlaceKind, Source, grade
from lachan.kernel.meeting import Span, united
from lachan.places.models import Place
from lachan.tracing.queries.evidence import POINTS, TRACE, Window, arguments
from tests import make

pytestmark = pytest.mark.django_db
ZERO = datetime(2022, 3, 1, tzinfo=UTC)
PEOPLE, PLACES, DAYS = 5, 3, 4  # people: records of people, some of them of one human being
KINDS = ["cafe", "market", "never-heard-of"]


@dataclass(frozen=True)
class Stay:
    person: int
    place: int
    start: int  # minutes after ZERO
    minutes: int | None


@dataclass(frozen=True)
class Meeting:
    a: int
    b: int
    start: int
    minutes: int | None
    distance: float | None
    masked: bool | None
    rssi: int | None


@dataclass(frozen=True)
class Journey:
    person: int
    vehicle: int
    day: int
    kind: str
    row: int | None


@dataclass(frozen=True)
class History:
    """What the recording rooms know, and whose records are whose."""

    stays: list[Stay]
    meetings: list[Meeting]
    housed: set[int]
    selves: tuple[int, ...] = tuple(range(PEOPLE))
    journeys: tuple[Journey, ...] = ()


# Few distinct minutes, around midnights and hours, so that spans touch, repeat and cross partition borders.
MINUTES = st.one_of(
    st.integers(-1440, DAYS * 1440),
    st.sampled_from([m for day in range(DAYS) for m in (day * 1440, day * 1440 - 1, day * 1440 + 60)]),
)
LENGTHS = st.one_of(
    st.none(), st.sampled_from([1, 5, 10, 15, 59, 60, 61, 480, 719, 720, 721, 1439, 1440, 4000])
)
STAYS = st.builds(Stay, st.integers(0, PEOPLE - 1), st.integers(0, PLACES - 1), MINUTES, LENGTHS)
MEETINGS = st.builds(
    Meeting,
    st.integers(0, PEOPLE - 2),
    st.integers(1, PEOPLE - 1),
    MINUTES,
    st.one_of(st.none(), st.sampled_from([1, 5, 10, 15, 1440])),
    st.sampled_from([0.5, 1.0, 1.5, 2.0, 2.01, None]),
    st.sampled_from([True, False, None]),
    st.sampled_from([-40, -62, -68, -90]),
).filter(lambda m: m.a < m.b)
JOURNEYS = st.lists(
    st.builds(
        Journey,
        st.integers(0, PEOPLE - 1),
        st.sampled_from([0, 0, 0, 1]),
        st.sampled_from([0, 1, 1]),
        st.sampled_from(["aircraft", "aircraft", "bus", "never-heard-of"]),
        st.sampled_from([None, 1, 3, 3, 4, 5]),
    ),
    max_size=10,
    unique_by=lambda j: (j.person, j.vehicle, j.day),  # of several, the last one told stands
).map(tuple)
WINDOWS = st.builds(lambda start, days: (start, start + days * 720), MINUTES, st.integers(1, 8))
# The record that stands for each record: an earlier one, or itself.
SELVES = st.one_of(
    st.just(tuple(range(PEOPLE))),
    st.tuples(*(st.integers(0, i) for i in range(PEOPLE))).map(
        lambda into: tuple(_root(into, i) for i in range(PEOPLE))
    ),
)
HISTORIES = st.builds(
    History,
    st.lists(STAYS, max_size=14),
    st.lists(MEETINGS, max_size=6),
    st.sets(st.integers(0, PEOPLE - 1)),
    SELVES,
    JOURNEYS,
)
POLICIES = st.sampled_from(list(exposure_policies().values()))


def _root(into: tuple[int, ...], record: int) -> int:
    return record if into[record] == record else _root(into, into[record])


def at(minutes: int) -> datetime:
    return ZERO + timedelta(minutes=minutes)


def store(known: History) -> tuple[list[Person], list[Place]]:
    home = Household.objects.create(code="H")
    people = [
        Person.objects.create(code=f"P{i}", household=home if i in known.housed else None)
        for i in range(PEOPLE)
    ]
    for record, root in zip(people, known.selves, strict=True):
        if record is not people[root]:
            Alias.objects.create(person=record, root=people[root])
    places = [Place.objects.create(code=f"D{i}", name="", kind=KINDS[i]) for i in range(PLACES)]
    make.visits(
        [
            (
                f"P{s.person}",
                f"D{s.place}",
                at(s.start),
                None if s.minutes is None else at(s.start + s.minutes),
            )
            for s in known.stays
        ]
    )
    for m in known.meetings:
        end = None if m.minutes is None else at(m.start + m.minutes)
        distance, rssi = (m.distance, None) if m.distance is not None else (None, m.rssi)
        make.meet(
            people[m.a], people[m.b], at(m.start), end, distance_m=distance, masked=m.masked, rssi_dbm=rssi
        )
    Ride.objects.bulk_create(
        Ride(
            carrier=j.vehicle * 100 + j.day, person_id=people[j.person].id, begins_at=begin_of(j.day),
            kind=j.kind, seat_row=j.row, declaration_id=ids.new(),
        )
        for j in known.journeys
    )  # fmt: skip
    return people, places


def begin_of(day: int) -> datetime:
    """Of a day in Viet Nam."""
    return at(day * 1440 - 420)


def oracle(
    known: History, window: Span, policy: ExposurePolicy
) -> tuple[dict[int, tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What the rule says of the human being of record 0: verdicts by standing record, and points."""
    told: defaultdict[int, list[Evidence]] = defaultdict(list)
    spans, points, others = _spans(known, policy), [], {*known.selves} - {0}
    for place in range(PLACES):
        kind = policy.kinds.get(KINDS[place], policy.kinds["other"])
        own = [c for s in spans[0, place] if (c := s.common(window))]
        for stay in united(own):
            near = {p for p in others for other in spans[p, place] if other.common(stay)}
            points.append((place, stay.start, stay.end, len(near)))
            for p in near:
                told[p] += [
                    Evidence(Source.VISIT, common, closed=kind.closed, capacity=kind.capacity)
                    for other in spans[p, place]
                    if (common := other.common(stay))
                ]
    for m in _merged(known, policy):
        if (common := m.span.common(window)) and m.distance_m is not None and m.distance_m <= policy.reach_m:
            told[m.other].append(Evidence(Source.ENCOUNTER, common, m.distance_m, m.masked))
    at_home = {known.selves[p] for p in known.housed}
    for p in at_home - {0} if 0 in at_home else set():
        told[p].append(Evidence(Source.HOUSEHOLD, window, assumed=True))
    for other, reason in _rode(known, window, policy):
        told[other].append(reason)
    verdicts = {p: v for p, e in told.items() if (v := grade(e, policy))}
    return {
        p: (v.grade.value, round(v.together.total_seconds() / 60, 2), v.first, v.last)
        for p, v in verdicts.items()
    }, sorted(points)


def _rode(known: History, window: Span, policy: ExposurePolicy) -> list[tuple[int, Evidence]]:
    """The narrowest space that each record shared with the case on a day, by what both declared."""
    best: dict[tuple[int, int], PlaceKind] = {}
    for own in known.journeys:
        for other in known.journeys:
            is_own = known.selves[own.person] == 0 and known.selves[other.person] != 0
            if is_own and (own.vehicle, own.day) == (other.vehicle, other.day):
                near = own.row and other.row and abs(own.row - other.row) <= policy.near_rows
                name = "near_seats" if near else own.kind
                kind = policy.kinds.get(name, policy.kinds["other"])
                key = other.person, own.day
                best[key] = min(best.get(key, kind), kind, key=lambda k: (not k.closed, k.capacity))
    found = []
    for (person, day), kind in best.items():
        if common := Span(begin_of(day), begin_of(day + 1)).common(window):
            reason = Evidence(
                Source.VEHICLE, common, closed=kind.closed, capacity=kind.capacity, assumed=True
            )
            found.append((known.selves[person], reason))
    return found


def _spans(known: History, policy: ExposurePolicy) -> defaultdict[tuple[int, int], list[Span]]:
    """Stays by person and place; one told twice keeps its later exit; an open one gets its kind's dwell.

    Told under two records of one person, each account counts.
    """
    exits: dict[tuple[int, int, int], int | None] = {}
    for s in known.stays:
        key = (s.person, s.place, s.start)
        before = exits.get(key)
        exits[key] = s.minutes if before is None else max(before, s.minutes or 0)
    spans: defaultdict[tuple[int, int], list[Span]] = defaultdict(list)
    for (person, place, start), minutes in exits.items():
        dwell = policy.kinds.get(KINDS[place], policy.kinds["other"]).dwell_minutes
        spans[known.selves[person], place].append(
            Span(at(start), at(start + (dwell if minutes is None else minutes)))
        )
    return spans


@dataclass(frozen=True)
class Merged:
    other: int
    span: Span
    distance_m: float | None
    masked: bool | None


def _merged(known: History, policy: ExposurePolicy) -> list[Merged]:
    """Meetings of two records told twice with one start are one: longest, nearest, barest."""
    groups: defaultdict[tuple[int, int, int], list[Meeting]] = defaultdict(list)
    for m in known.meetings:
        if 0 in (sides := {known.selves[m.a], known.selves[m.b]}) and len(sides) == 2:
            groups[m.a, m.b, m.start].append(m)
    merged = []
    for (a, b, start), told in groups.items():
        other = max(known.selves[a], known.selves[b])
        lengths = [m.minutes for m in told if m.minutes is not None]
        length = float(max(lengths)) if lengths else policy.bluetooth.open_minutes
        metres = [m.distance for m in told if m.distance is not None]
        signals = [m.rssi for m in told if m.distance is None and m.rssi is not None]
        distance = min(metres) if metres else policy.bluetooth.distance_m(max(signals))
        masks = [m.masked for m in told if m.masked is not None]
        span = Span(at(start), at(start) + timedelta(minutes=length))
        merged.append(Merged(other, span, distance, all(masks) if masks else None))
    return merged


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HISTORIES, st.integers(0, PEOPLE - 1), WINDOWS, POLICIES)
def test_sql_agrees_with_the_rule(
    known: History, asked: int, window: tuple[int, int], policy: ExposurePolicy
) -> None:
    """Also where several records are one human being, and whichever of them is asked about."""
    asked_of = asked if known.selves[asked] == 0 else 0
    sid = transaction.savepoint()
    try:
        people, places = store(known)
        span = Span(at(window[0]), at(window[1]))
        given_ = arguments([Window(ids.new(), people[asked_of].id, span.start, span.end)], policy)
        number = {person.id: i for i, person in enumerate(people)}
        site = {place.id: i for i, place in enumerate(places)}
        found = {
            number[r["person_id"]]: (r["grade"], r["minutes"], r["first_at"], r["last_at"])
            for r in run(TRACE, given_)
        }
        points = sorted(
            (site[p["place_id"]], p["since"], p["until"], p["present"]) for p in run(POINTS, given_)
        )
        assert (found, points) == oracle(known, span, policy)
    finally:
        transaction.savepoint_rollback(sid)


def test_many_windows_at_once_give_what_each_gives_alone() -> None:
    """The batch is the same question asked together."""
    stays = [Stay(p, p % PLACES, 60 * h, 200) for p in range(PEOPLE) for h in range(0, 60, 3)]
    people, _ = store(History(stays, [Meeting(0, 1, 100, 20, 1.0, None, None)], {0, 1}))
    policy = exposure_policies()["vn-2021-12-29"]
    windows = [Window(ids.new(), person.id, at(0), at(3000)) for person in people]
    together = {
        (r["ref"], r["person_id"], r["source"], r["starts_at"])
        for r in run(TRACE, arguments(windows, policy))
    }
    alone = {
        (r["ref"], r["person_id"], r["source"], r["starts_at"])
        for window in windows
        for r in run(TRACE, arguments([window], policy))
    }
    assert together == alone
    assert len(together) > 20


def test_records_of_one_person_answer_together_and_are_no_contact_of_each_other() -> None:
    """The two records meet each other, and one person knows both: one contact, with both accounts."""
    meetings = [Meeting(0, 3, 0, 60, 1.0, None, None), Meeting(0, 1, 60, 60, 1.0, None, None)]
    meetings.append(Meeting(1, 3, 240, 60, 1.0, None, None))
    people, _ = store(History([], meetings, set(), (0, 1, 2, 0, 4)))
    policy = exposure_policies()["vn-2021-12-29"]
    rows = run(TRACE, arguments([Window(ids.new(), people[3].id, at(0), at(3000))], policy))
    assert [row["person_id"] for row in rows] == [people[1].id] * 2


def test_no_window_finds_nothing() -> None:
    policy = exposure_policies()["vn-2021-12-29"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert run(TRACE, arguments([], policy)) == []
    assert run(TRACE, arguments([Window(ids.new(), 1, at(5), at(5))], policy)) == []
