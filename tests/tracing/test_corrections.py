"""Results are corrected, told twice, told late.

What stands in the end depends on the facts, not on their order.
"""

import random
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.core.access import system
from lachan.core.batches import origin_of_scans
from lachan.identity.models import Person
from lachan.messaging.models import Notice
from lachan.testing import public as testing
from lachan.testing.models import Result
from lachan.tracing import services
from lachan.tracing.models import Case, Contact, ExposurePoint, Support, Task
from lachan.tracing.rules import TaskKind
from tests import make
from tests.tracing.standing import assert_in_order, lists, second_looks, standing

pytestmark = pytest.mark.django_db


def correct(result: Result, outcome: testing.Outcome = testing.Outcome.NEGATIVE) -> Result:
    return testing.correct_result(system(), result.id, outcome, now=result.released_at + timedelta(hours=1))


def windows(person: Person) -> list[tuple[datetime, datetime]]:
    rows = Case.objects.filter(person_id=person.id, withdrawn_at=None).order_by("window_from")
    return list(rows.values_list("window_from", "window_to"))


def test_two_positives_within_thirty_days_are_one_case_and_a_later_one_is_another() -> None:
    person = make.make_person(make.make_areas()["00001"])
    make.positive(person)
    make.positive(person, sampled=make.at(0, day=30))
    make.run_jobs()
    assert Case.objects.count() == 1
    assert Support.objects.count() == 2
    make.positive(person, sampled=make.at(0, day=40))
    make.run_jobs()
    assert windows(person) == [(make.at(0, day=-2), make.at(0)), (make.at(0, day=38), make.at(0, day=40))]


def test_an_earlier_positive_that_arrives_late_regroups_the_illnesses() -> None:
    """Days 25 and 40 are one illness until day 0 is known: then 0 and 25 are one and 40 is another."""
    person = make.make_person(make.make_areas()["00001"])
    for day in (25, 40, 0):
        make.positive(person, sampled=make.at(0, day=day))
        make.run_jobs()
    assert [start for start, _ in windows(person)] == [make.at(0, day=-2), make.at(0, day=38)]
    assert Support.objects.count() == 3
    assert_in_order()


def test_the_correction_of_one_of_two_supports_keeps_the_case_and_moves_its_window() -> None:
    units = make.make_areas()
    f0, early, late = (make.make_person(units["00001"]) for _ in range(3))
    make.meet(f0, early, make.at(-1), make.at(0))
    make.meet(f0, late, make.at(-1, day=5), make.at(0, day=5))
    wrong = make.positive(f0)
    make.positive(f0, sampled=make.at(0, day=5))
    make.run_jobs()
    case = Case.objects.get()
    assert (case.window_from, case.window_to) == (make.at(0, day=-2), make.at(0))
    assert list(Contact.objects.filter(withdrawn_at=None).values_list("person_id", flat=True)) == [early.id]

    correct(wrong)
    make.run_jobs()
    moved = Case.objects.get()
    assert moved.id == case.id
    assert (moved.window_from, moved.window_to) == (make.at(0, day=3), make.at(0, day=5))
    assert list(Contact.objects.filter(withdrawn_at=None).values_list("person_id", flat=True)) == [late.id]
    assert_in_order()


def test_what_two_cases_support_stays_when_one_is_withdrawn() -> None:
    units = make.make_areas()
    one, two, guest, only_ones = (make.make_person(units["00004"]) for _ in range(4))
    cafe = make.make_place(units["00004"])
    for person in (one, two, guest):
        make.visit(person, cafe, make.at(-5), make.at(-4))
    make.meet(one, only_ones, make.at(-8), make.at(-7))
    wrong = make.positive(one)
    make.positive(two)
    make.run_jobs()
    of_two = {kind: rows for kind, rows in standing().items() if kind != "watches"}
    assert Contact.objects.filter(person_id=guest.id, withdrawn_at=None).count() == 2

    correct(wrong)
    make.run_jobs()
    left = standing()
    assert {
        row[0][0] for kind in ("contacts", "points", "work", "evidence", "watches") for row in left[kind]
    } == {two.id}
    assert all(set(left[kind]) <= set(of_two[kind]) for kind in ("cases", "points", "work", "evidence"))
    people = Contact.objects.filter(withdrawn_at=None).values_list("person_id", flat=True)
    assert sorted(people) == sorted([one.id, guest.id])
    assert_in_order()


def test_a_withdrawn_case_takes_its_messages_back_and_tells_whoever_was_at_work() -> None:
    units = make.make_areas()
    f0 = make.make_person(units["00001"], household="H")
    make.make_person(units["00001"], household="H")
    guest, cafe = make.make_person(units["00004"]), make.make_place(units["00004"])
    make.visit(f0, cafe, make.at(-5), make.at(-4))
    make.visit(guest, cafe, make.at(-5), make.at(-4))
    result = make.positive(f0)
    make.run_jobs()
    _, tracer = make.make_staff(units["00004"])
    taken = Task.objects.get(team__area_code="00004", kind=TaskKind.CONTACTS)
    services.take_task(tracer, taken.id)
    correct(result)
    make.run_jobs()
    assert not Task.objects.filter(withdrawn_at=None).exists()
    assert not ExposurePoint.objects.filter(withdrawn_at=None).exists()
    assert list(Notice.objects.filter(withdrawn_at=None).values_list("template", "ref")) == [
        ("tracing.task_withdrawn", taken.id)
    ]
    assert_in_order()


def test_positive_again_after_a_wrong_correction_opens_a_case_anew_with_all_its_work() -> None:
    units = make.make_areas()
    f0, guest, cafe = (
        make.make_person(units["00001"]),
        make.make_person(units["00004"]),
        make.make_place(units["00004"]),
    )
    make.visit(f0, cafe, make.at(-5), make.at(-4))
    make.visit(guest, cafe, make.at(-5), make.at(-4))
    result = make.positive(f0)
    make.run_jobs()
    before = lists(), standing()["contacts"]
    again = correct(correct(result), testing.Outcome.POSITIVE)
    make.run_jobs()
    assert again.released_at > result.released_at
    assert (lists(), standing()["contacts"]) == before


def test_an_onset_told_by_a_later_answer_moves_the_window_back() -> None:
    person = make.make_person(make.make_areas()["00001"])
    make.positive(person)
    make.run_jobs()
    columns = ([person.code], [make.at(0)], [make.at(3)], ["positive"], ["pcr"], [date(2022, 3, 7)])
    testing.load_results(system(), testing.ResultColumns(origin_of_scans(1), *columns))
    make.run_jobs()
    midnight = datetime.fromisoformat("2022-03-05T00:00:00+07:00")
    assert windows(person) == [(midnight, make.at(3))]
    assert Case.objects.count() == 1


# --- any history of answers

Told = tuple[int, int, int, str]  # person, sample, how many days later released, outcome
answers = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 3), st.integers(0, 2), st.sampled_from(["positive", "negative"])
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda told: told[:3],
)
SAMPLES = (0, 20, 25, 45)  # days


@pytest.fixture
def world() -> list[Person]:
    """Three who meet again and again, one at home with a fourth, and a café they all know."""
    units = make.make_areas()
    people = [
        make.make_person(units[code], household=home)
        for code, home in (("00001", "H"), ("00004", ""), ("09163", ""))
    ]
    guests = [make.make_person(units["00001"], household="H"), make.make_person()]
    cafe = make.make_place(units["00004"])
    for day in SAMPLES:
        for person in (*people, guests[1]):
            make.visit(person, cafe, make.at(-5, day=day), make.at(-4, day=day))
        make.meet(people[0], people[1], make.at(-30, day=day), make.at(-29, day=day))
        make.meet(people[1], people[2], make.at(10, day=day), make.at(11, day=day))
    make.run_jobs()
    return people


def tell(people: list[Person], told: list[Told], chance: random.Random | None) -> None:
    """Hand the answers over, as one file or, by chance, as several with the jobs run in between."""
    left = list(told)
    while left:
        size = chance.randint(1, len(left)) if chance else len(left)
        some, left = left[:size], left[size:]
        columns = testing.ResultColumns(
            origin_of_scans(len(some)),
            [people[who].code for who, *_ in some],
            [make.at(0, day=SAMPLES[sample]) for _, sample, _, _ in some],
            [make.at(6, day=SAMPLES[sample] + days) for _, sample, days, _ in some],
            [outcome for *_, outcome in some],
            ["pcr"] * len(some),
            [None] * len(some),
        )
        _, rejects = testing.load_results(system(), columns)
        assert rejects == []
        if chance and chance.random() < 0.6:
            make.run_jobs()
    make.run_jobs()
    second_looks()


@pytest.mark.timeout(120)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers, st.randoms(use_true_random=False))
def test_any_history_of_answers_ends_as_if_only_the_last_ones_had_been_told(
    world: list[Person], told: list[Told], chance: random.Random
) -> None:
    """Detours, repeats and order leave no trace in what stands."""
    last: dict[tuple[int, int], Told] = {}
    for one in sorted(told, key=lambda one: one[2]):
        last[one[:2]] = one
    detour = chance.sample(told, len(told)) + chance.choices(told, k=2)
    states = []
    for history, how in ((list(last.values()), None), (detour, chance), (told, chance)):
        with transaction.atomic():
            tell(world, history, how)
            assert_in_order()
            states.append(standing())
            transaction.set_rollback(True)
    assert states[1] == states[0]
    assert states[2] == states[0]


def test_deriving_the_cases_again_for_everybody_changes_nothing(world: list[Person]) -> None:
    tell(
        world,
        [(0, 0, 0, "positive"), (1, 1, 0, "positive"), (2, 3, 0, "positive"), (0, 3, 1, "positive")],
        None,
    )
    before, count = standing(), (Case.objects.count(), Task.objects.count(), Notice.objects.count())
    assert services.follow_results(system(), [person.id for person in world]) == []
    services.trace_cases(system(), Case.objects.values_list("id", flat=True))
    make.rerun_jobs()
    make.run_jobs()
    assert (standing(), (Case.objects.count(), Task.objects.count(), Notice.objects.count())) == (
        before,
        count,
    )
