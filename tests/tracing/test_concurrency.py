"""The same thing at the same time, on connections of their own: once is what remains."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from lachan.areas import public as areas
from lachan.areas.events import AreasReorganised
from lachan.core.access import system
from lachan.core.batches import origin_of_scans
from lachan.core.events import emit
from lachan.identity import public as identity
from lachan.identity.models import Household, Person
from lachan.places import public as places
from lachan.places.models import Visit
from lachan.proximity import public as proximity
from lachan.proximity.models import Encounter
from lachan.testing import public as testing
from lachan.testing.errors import SampleAlreadyAnswered
from lachan.testing.models import Result
from lachan.tracing import services
from lachan.tracing.models import Case, Contact, Coverage, Task, Team
from tests import make
from tests.tracing.standing import assert_in_order, lists, second_looks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


def at_once(*works: Callable[[], object]) -> list[BaseException | None]:
    """Run each on a thread and connection of its own, started together; give what each raised."""
    start = threading.Barrier(len(works))
    raised: list[BaseException | None] = [None] * len(works)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(10)
            works[number]()
        except Exception as error:  # noqa: BLE001 - told to the test
            raised[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def f0_with_guest() -> Person:
    units = make.make_areas()
    f0, guest, cafe = (
        make.make_person(units["00001"]),
        make.make_person(units["00004"]),
        make.make_place(units["00004"]),
    )
    make.visit(f0, cafe, make.at(-5), make.at(-4))
    make.visit(guest, cafe, make.at(-5), make.at(-4))
    make.run_jobs()
    return f0


def test_two_workers_following_the_same_person_make_one_case() -> None:
    f0 = f0_with_guest()
    make.positive(f0)
    raised = at_once(*[lambda: services.follow_results(system(), [f0.id])] * 4)
    assert raised == [None] * 4
    assert (Case.objects.count(), Contact.objects.count()) == (1, 1)
    assert lists() == [("00004", "contacts", 1, 1), ("00004", "points", 1, 1)]
    assert_in_order()


def test_an_announcement_delivered_twice_in_parallel_does_its_work_once() -> None:
    f0 = f0_with_guest()
    make.positive(f0)
    start = app.tasks["lachan.tracing.subscribers.start_tracing"]
    event = {"people": [f0.id], "at": make.at(0).isoformat()}
    assert at_once(*[lambda: start.func(event=event)] * 3) == [None] * 3
    late = app.tasks["lachan.tracing.subscribers.trace_late_visits"]
    refs = [str(Case.objects.get().id)]
    assert at_once(*[lambda: late.func(event={"refs": refs})] * 3) == [None] * 3
    assert lists() == [("00004", "contacts", 1, 1), ("00004", "points", 1, 1)]
    assert_in_order()


def test_cases_of_people_who_met_traced_at_the_same_time_know_of_each_other() -> None:
    units = make.make_areas()
    people = [make.make_person(units["00001"]) for _ in range(3)]
    cafe = make.make_place(units["00004"])
    for person in people:
        make.visit(person, cafe, make.at(-5), make.at(-4))
    make.run_jobs()
    for person in people:
        make.positive(person)
    raised = at_once(*[partial(services.follow_results, system(), [person.id]) for person in people])
    assert raised == [None] * 3
    assert (Case.objects.count(), Contact.objects.count()) == (3, 6)
    make.run_jobs()
    second_looks()
    assert not Contact.objects.filter(became=None).exists()
    assert_in_order()


def test_two_loads_of_the_same_visits_at_once_store_each_once_and_never_block_in_a_circle() -> None:
    person, cafe = make.make_person(), [make.make_place() for _ in range(40)]
    rows = [
        (person.code, place.code, make.at(-step / 20), make.at(1)) for step in range(60) for place in cafe
    ]
    stored: list[int] = []

    def load(order: int) -> None:
        columns = [list(column) for column in zip(*rows[::order], strict=True)]
        count, rejects = places.record_visits(
            system(), places.VisitColumns(origin_of_scans(len(rows)), *columns)
        )
        assert rejects == []
        stored.append(count)

    for _ in range(3):
        Visit.objects.all().delete()
        stored.clear()
        assert at_once(*[lambda: load(1), lambda: load(-1)] * 2) == [None] * 4
        assert (sum(stored), Visit.objects.count()) == (len(rows), len(rows))


def test_two_phones_that_tell_the_same_encounters_at_once_store_each_once() -> None:
    people = [make.make_person() for _ in range(40)]
    rows = [
        (people[0].code, other.code, make.at(-step / 20), make.at(1))
        for step in range(40)
        for other in people[1:]
    ]

    def load(order: int) -> None:
        a, b, start, end = [list(column) for column in zip(*rows[::order], strict=True)]
        nobody = [None] * len(rows)
        columns = proximity.EncounterColumns(
            origin_of_scans(len(rows)), a, b, start, end, [1.0] * len(rows), nobody, nobody
        )
        proximity.record_encounters(system(), columns)

    assert at_once(*[lambda: load(1), lambda: load(-1)] * 2) == [None] * 4
    assert Encounter.objects.count() == len(rows)


def test_two_loads_of_people_of_one_new_household_at_once_leave_nobody_homeless() -> None:
    def load(half: int) -> None:
        codes = [f"H{number}-{half}" for number in range(400)]
        homes = [f"H{number}" for number in range(400)]
        blank = [None] * len(codes)
        columns = identity.PersonColumns(
            origin_of_scans(len(codes)),
            codes,
            ["Nguyễn An"] * len(codes),
            blank,
            blank,
            blank,
            blank,
            blank,
            homes,
        )
        identity.load_people(system(), columns)

    assert at_once(lambda: load(0), lambda: load(1), lambda: load(2)) == [None] * 3
    assert Household.objects.count() == 400
    assert Person.objects.filter(household=None).count() == 0


def test_two_answers_for_one_sample_at_once_are_one_answer_and_one_refusal() -> None:
    person = make.make_person()
    raised = at_once(*[lambda: make.positive(person)] * 4)
    assert sorted(map(type, raised), key=str) == sorted([type(None)] + [SampleAlreadyAnswered] * 3, key=str)
    assert Result.objects.count() == 1


def test_two_loads_of_the_same_results_at_once_store_each_once() -> None:
    people = [make.make_person() for _ in range(200)]

    def load() -> None:
        count = len(people)
        columns = testing.ResultColumns(
            origin_of_scans(count),
            [person.code for person in people],
            [make.at(0)] * count,
            [make.at(1)] * count,
            ["positive"] * count,
            ["pcr"] * count,
            [None] * count,
        )
        testing.load_results(system(), columns)

    assert at_once(*[load] * 3) == [None] * 3
    assert Result.objects.filter(is_current=True).count() == Result.objects.count() == 200


def test_teams_are_made_once_when_two_look_after_new_areas() -> None:
    units = make.make_areas()
    assert at_once(*[lambda: services.cover_new_areas(system())] * 4) == [None] * 4
    assert Team.objects.count() == len(units) - 1  # the hamlet has none
    assert Coverage.objects.count() == len(units) + 1


def test_units_loaded_twice_at_once_are_one_tree() -> None:
    for tree in range(5):
        rows = [areas.AreaRow(1, "", f"R{tree}", "Việt Nam", "country", None)]
        rows += [
            areas.AreaRow(n, "", f"{tree}-{n}", f"Tỉnh {n}", "province", f"R{tree}") for n in range(2, 300)
        ]
        orders = [lambda: areas.load_areas(system(), rows), lambda: areas.load_areas(system(), rows[::-1])]  # noqa: B023 - run before the next
        assert at_once(*orders * 2) == [None] * 4
    assert len({unit.path for unit in areas.every_unit()}) == len(areas.every_unit()) == 5 * 299


def test_a_visit_stored_while_its_case_is_withdrawn_leaves_nothing_standing() -> None:
    f0 = f0_with_guest()
    result = make.positive(f0)
    make.run_jobs()
    other = make.make_person()
    cafe = Visit.objects.filter(person_id=f0.id).values_list("place_id", flat=True)[0]
    code = places.sites([cafe])[cafe].code

    def correct() -> None:
        testing.correct_result(system(), result.id, testing.Outcome.NEGATIVE)
        services.follow_results(system(), [f0.id])

    at_once(correct, lambda: make.visits([(other.code, code, make.at(-4.5), None)]))
    make.run_jobs()
    second_looks()
    assert Case.objects.filter(withdrawn_at=None).count() == 0
    assert not Contact.objects.filter(withdrawn_at=None).exists()
    assert not Task.objects.filter(withdrawn_at=None).exists()
    assert_in_order()


def test_nothing_is_announced_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        emit(AreasReorganised(1))
