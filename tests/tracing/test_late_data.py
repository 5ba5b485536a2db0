"""Rows that land after a trace: found when they land, and only what is new becomes work."""

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.areas import public as areas
from lachan.core.access import system
from lachan.identity.models import Person
from lachan.messaging.models import Notice
from lachan.places.models import Place
from lachan.testing import public as testing
from lachan.tracing import services
from lachan.tracing.models import Case, Contact, ExposurePoint, Task
from lachan.tracing.rules import TaskKind
from tests import make
from tests.tracing.standing import assert_in_order, lists, queued, standing

WINDOW = (make.at(0, day=-2), make.at(0))  # of a sample taken and released at noon, under vn-2021-12-29


class World:
    """One F0 who was at a café from 7 to 8 in the morning, traced; guests live in another commune."""

    def __init__(self) -> None:
        self.areas: dict[str, areas.Unit] = make.make_areas()
        self.f0 = make.make_person(self.areas["00001"])
        self.guest = make.make_person(self.areas["00004"])
        self.cafe = make.make_place(self.areas["00004"])
        make.visit(self.f0, self.cafe, make.at(-5), make.at(-4))

    def trace(self) -> Case:
        self.result = make.positive(self.f0)
        make.run_jobs()
        assert queued() == []
        return Case.objects.get(withdrawn_at=None)


@pytest.fixture
def world() -> Iterator[World]:
    yield World()
    make.run_jobs()
    assert_in_order()


@pytest.fixture
def traced(world: World) -> World:
    world.trace()
    return world


def contacts() -> list[int]:
    return sorted(Contact.objects.filter(withdrawn_at=None).values_list("person_id", flat=True))


pytestmark = pytest.mark.django_db


def test_a_guest_told_later_is_found_when_the_visit_lands(traced: World) -> None:
    make.visit(traced.guest, traced.cafe, make.at(-4.5), make.at(-3))
    assert queued() == ["trace_late_visits"]
    make.run_jobs()
    assert contacts() == [traced.guest.id]
    assert ExposurePoint.objects.get().present == 1
    assert lists() == [("00004", "contacts", 1, 1), ("00004", "points", 1, 1)]


def test_a_visit_of_the_case_told_later_brings_its_place_and_everybody_there(traced: World) -> None:
    market = make.make_place(traced.areas["09163"])
    make.visit(traced.guest, market, make.at(-10), make.at(-9))
    assert queued() == []
    make.visit(traced.f0, market, make.at(-10), make.at(-9))
    assert queued() == ["trace_late_visits"]
    make.run_jobs()
    assert contacts() == [traced.guest.id]
    assert lists() == [("00004", "contacts", 1, 1), ("00004", "points", 1, 1), ("09163", "points", 1, 1)]


@pytest.mark.parametrize("swap", [False, True])
def test_a_meeting_told_later_is_found_whoever_tells_it(traced: World, swap: bool) -> None:
    pair = (traced.guest, traced.f0) if swap else (traced.f0, traced.guest)
    make.meet(*pair, make.at(-20), make.at(-19.5))
    assert queued() == ["trace_late_encounters"]
    make.run_jobs()
    assert contacts() == [traced.guest.id]


def test_one_file_with_many_rows_for_a_case_announces_them_once(traced: World) -> None:
    guests = [make.make_person(traced.areas["00004"]) for _ in range(5)]
    make.visits([(guest.code, traced.cafe.code, make.at(-4.5), None) for guest in guests])
    assert queued() == ["trace_late_visits"]


def test_what_lies_outside_window_and_points_is_not_even_announced(traced: World) -> None:
    elsewhere, begin, end = make.make_place(traced.areas["00004"]), *WINDOW
    hour = timedelta(hours=1)
    make.visit(traced.guest, elsewhere, make.at(-5), make.at(-4))  # no point there
    make.visit(traced.guest, traced.cafe, make.at(-8), make.at(-5))  # left as the case came
    make.visit(traced.guest, traced.cafe, make.at(-4), make.at(-3))  # came as the case left
    make.visit(traced.guest, traced.cafe, make.at(-4, day=-1), None)
    make.visit(traced.f0, elsewhere, begin - 2 * hour, begin)  # until the window opens
    make.visit(traced.f0, elsewhere, end, end + hour)  # from the release on
    make.visit(traced.f0, elsewhere, begin - timedelta(days=9), None)
    make.meet(traced.f0, traced.guest, begin - hour, begin)
    make.meet(traced.f0, traced.guest, end, end + hour)
    make.meet(traced.guest, make.make_person(), make.at(-5), make.at(-4))  # the case was not there
    assert queued() == []


def test_rows_told_again_announce_nothing(traced: World) -> None:
    make.visit(traced.f0, traced.cafe, make.at(-5), make.at(-4))
    assert queued() == []


def test_nobody_waits_for_a_case_that_was_withdrawn(traced: World) -> None:
    testing.correct_result(system(), traced.result.id, testing.Outcome.NEGATIVE)
    make.run_jobs()
    make.visit(traced.guest, traced.cafe, make.at(-4.5), make.at(-3))
    make.meet(traced.f0, traced.guest, make.at(-4.5))
    assert queued() == []


def test_only_the_new_contacts_are_new_work(world: World) -> None:
    make.visit(world.guest, world.cafe, make.at(-4.5), make.at(-4.2))
    world.trace()
    first = Task.objects.get(kind=TaskKind.CONTACTS)
    second_guest = make.make_person(world.areas["00004"])
    make.visit(second_guest, world.cafe, make.at(-4.4), make.at(-4))
    make.run_jobs()
    assert lists() == [("00004", "contacts", 1, 1), ("00004", "contacts", 2, 1), ("00004", "points", 1, 1)]
    assert list(Task.objects.get(generation=2).contacts.values_list("person_id", flat=True)) == [
        second_guest.id
    ]
    assert list(first.contacts.values_list("person_id", flat=True)) == [world.guest.id]
    assert Notice.objects.filter(template="tracing.new_task").count() == 3


def test_more_evidence_of_a_known_contact_is_no_new_work(world: World) -> None:
    make.visit(world.guest, world.cafe, make.at(-4.5), make.at(-4.2))
    world.trace()
    before = lists()
    make.meet(world.f0, world.guest, make.at(-30), make.at(-29))
    make.run_jobs()
    assert lists() == before
    assert Contact.objects.get().grade == "close"


def test_an_exit_told_later_that_shortens_a_supposed_stay_removes_the_contact_and_the_empty_list(
    world: World,
) -> None:
    make.visit(world.guest, world.cafe, make.at(-5.5))  # supposed: until -4.5
    world.trace()
    assert contacts() == [world.guest.id]
    task = Task.objects.get(kind=TaskKind.CONTACTS)
    make.visit(world.guest, world.cafe, make.at(-5.5), make.at(-5.2))
    assert queued() == ["trace_late_visits"]
    make.run_jobs()
    assert contacts() == []
    task.refresh_from_db()
    assert (task.items, task.withdrawn_at is None) == (0, False)
    assert Notice.objects.get(ref=task.id).withdrawn_at is not None
    assert ExposurePoint.objects.get(withdrawn_at=None).present == 0


def test_an_exit_told_later_that_lengthens_a_supposed_stay_adds_the_contact(world: World) -> None:
    make.visit(world.guest, world.cafe, make.at(-7))  # supposed: until -6
    world.trace()
    assert contacts() == []
    make.visit(world.guest, world.cafe, make.at(-7), make.at(-4.5))
    make.run_jobs()
    assert contacts() == [world.guest.id]


@pytest.mark.parametrize(
    ("left", "found", "until"), [(-2.0, [True, True], -2.0), (-2.9, [False, False], -2.9)]
)
def test_the_cases_own_exit_moves_the_end_of_its_point(
    world: World, left: float, found: list[bool], until: float
) -> None:
    """Supposed from -3 to -2: one guest comes at -2.8, one at -2.2."""
    bar = make.make_place(world.areas["00001"])
    early, late = make.make_person(world.areas["00004"]), make.make_person(world.areas["00004"])
    make.visit(world.f0, bar, make.at(-3))
    make.visit(early, bar, make.at(-2.8), make.at(-1))
    make.visit(late, bar, make.at(-2.2), make.at(-1))
    world.trace()
    assert contacts() == sorted([early.id, late.id])
    make.visit(world.f0, bar, make.at(-3), make.at(left))
    make.run_jobs()
    assert [person.id in contacts() for person in (early, late)] == found
    point = ExposurePoint.objects.get(place_id=bar.id, withdrawn_at=None)
    assert (point.ends_at, point.assumed) == (make.at(until), False)


def test_the_cases_own_exit_before_the_window_removes_the_point_that_was_supposed(world: World) -> None:
    hotel = make.make_place(world.areas["00001"], kind="hotel")  # ten hours without an exit
    start = WINDOW[0] - timedelta(hours=8)
    make.visit(world.f0, hotel, start)
    world.trace()
    assert ExposurePoint.objects.filter(place_id=hotel.id, withdrawn_at=None).count() == 1
    make.visit(world.f0, hotel, start, start + timedelta(hours=1))
    make.run_jobs()
    assert ExposurePoint.objects.filter(place_id=hotel.id, withdrawn_at=None).count() == 0
    assert lists() == [("00004", "points", 1, 1)]


def test_the_end_of_a_meeting_told_later_removes_what_was_supposed(world: World) -> None:
    start = WINDOW[0] - timedelta(minutes=3)  # five minutes are supposed: two of them in the window
    make.meet(world.f0, world.guest, start)
    world.trace()
    assert contacts() == [world.guest.id]
    make.meet(world.f0, world.guest, start, start + timedelta(minutes=1))
    assert queued() == ["trace_late_encounters"]
    make.run_jobs()
    assert contacts() == []


def test_a_list_that_loses_one_of_two_keeps_the_other(world: World) -> None:
    other = make.make_person(world.areas["00004"])
    make.visit(world.guest, world.cafe, make.at(-5.5))
    make.visit(other, world.cafe, make.at(-4.5), make.at(-4))
    world.trace()
    assert lists()[0] == ("00004", "contacts", 1, 2)
    make.visit(world.guest, world.cafe, make.at(-5.5), make.at(-5.2))
    make.run_jobs()
    assert lists()[0] == ("00004", "contacts", 1, 1)
    assert contacts() == [other.id]
    assert Notice.objects.filter(ref=Task.objects.get(kind=TaskKind.CONTACTS).id, withdrawn_at=None).exists()


@dataclass(frozen=True, slots=True)
class Row:
    """A stay at a site, or a meeting with the case where there is none."""

    who: int  # 0 is the case, others are guests
    begins: int  # in steps of 20 minutes around the end of the window, or after its begin
    lasts: int | None
    told: str
    where: int | None = None  # a narrow café or an open market
    masked: bool | None = None


TOLD = st.sampled_from(["before", "late", "exit late"])
BEGINS = st.integers(-3, 9)
stays = st.lists(
    st.builds(
        Row,
        who=st.integers(0, 2),
        where=st.integers(0, 1),
        begins=BEGINS,
        lasts=st.one_of(st.none(), st.integers(1, 5)),
        told=TOLD,
    ),
    max_size=7,
)
meetings = st.lists(
    st.builds(
        Row,
        who=st.integers(1, 2),
        begins=BEGINS,
        lasts=st.one_of(st.none(), st.integers(1, 3)),
        masked=st.booleans(),
        told=TOLD,
    ),
    max_size=3,
)


class Scene:
    """A case and two guests, a café and a market; each history of it begins anew."""

    def __init__(self, zero: datetime, chance: random.Random) -> None:
        units = make.make_areas()
        self.people = [make.make_person(units[code]) for code in ("00001", "00004", "09163")]
        self.sites = [make.make_place(units["00004"]), make.make_place(units["00001"], kind="market")]
        self.zero, self.chance = zero, chance

    def tell(self, row: Row) -> None:
        start = self._step(row.begins)
        end = self._step(row.begins + row.lasts) if row.lasts else None
        if row.where is not None:
            make.visit(self.people[row.who], self.sites[row.where], start, end)
        else:
            make.meet(self.people[0], self.people[row.who], start, end, masked=row.masked)

    def _step(self, number: int) -> datetime:
        return self.zero + timedelta(minutes=20 * (number - 6))

    def ended(self, first: list[Row], then: list[Row]) -> dict[str, list[tuple[Any, ...]]]:
        """What stands when ``first`` was told before the trace, and ``then`` after it, row by row."""
        with transaction.atomic():
            for row in first:
                self.tell(row)
            make.positive(self.people[0])
            make.run_jobs()
            for row in then:
                self.tell(row)
                if self.chance.random() < 0.5:
                    make.run_jobs()
            make.run_jobs()
            assert_in_order()
            state = standing()
            transaction.set_rollback(True)
        return state


@pytest.mark.timeout(120)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stays, meetings, st.booleans(), st.randoms(use_true_random=False))
def test_whatever_lands_late_the_end_is_as_if_it_had_been_known_before(
    visits: list[Row], meets: list[Row], at_its_end: bool, chance: random.Random
) -> None:
    scene = Scene(WINDOW[1] if at_its_end else WINDOW[0] + timedelta(minutes=60), chance)
    rows = [*visits, *meets]
    late = [row for row in rows if row.told != "before"]
    before = [row if row.told == "before" else replace(row, lasts=None) for row in rows if row.told != "late"]
    with transaction.atomic():
        make.run_jobs()
        chance.shuffle(late)
        assert scene.ended(before, late) == scene.ended(before + late, [])
        transaction.set_rollback(True)


class Elsewhere(threading.Thread):
    """A transaction on a connection of its own: stores a visit, and commits when it is told to."""

    def __init__(self, person: Person, place: Place, entered: datetime, left: datetime) -> None:
        super().__init__()
        self.row = (person, place, entered, left)
        self.stored, self.may_end, self.error = threading.Event(), threading.Event(), None

    def run(self) -> None:
        try:
            with transaction.atomic():
                make.visit(*self.row)
                self.stored.set()
                self.may_end.wait(20)
        finally:
            self.stored.set()
            connection.close()


@pytest.mark.usefixtures("committed")
@pytest.mark.timeout(150)
@pytest.mark.django_db(transaction=True)
def test_a_visit_being_stored_during_the_trace_is_found_by_the_second_look_once_it_is_stored() -> None:
    world = World()
    make.run_jobs()
    make.visit(make.make_person(), world.cafe, make.at(-30))  # the days' partitions are there
    elsewhere = Elsewhere(world.guest, world.cafe, make.at(-4.5), make.at(-4))
    elsewhere.start()
    assert elsewhere.stored.wait(10)
    case = world.trace()
    assert contacts() == []  # the trace cannot see it

    assert services.look_again(system(), [case.id]) is False
    boundary = later_look()
    elsewhere.may_end.set()
    elsewhere.join(10)
    make.run_jobs()
    assert contacts() == []  # and the visit did not see the watch

    end = time.monotonic() + 100  # a test that runs in parallel is a transaction that is under way
    while not services.look_again(system(), [case.id], boundary=boundary) and time.monotonic() < end:
        time.sleep(0.2)
    assert contacts() == [world.guest.id]


def later_look() -> int:
    """The boundary that the first look wrote down for the next."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    job = ProcrastinateJob.objects.filter(task_name="tracing.look_again", args__has_key="boundary").latest(
        "id"
    )
    assert job.scheduled_at is not None
    return int(job.args["boundary"])
