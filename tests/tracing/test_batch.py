"""Many results in one file: followed by several jobs, which end where one result after the other would."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lachan.core.access import system
from lachan.core.batches import origin_of_scans
from lachan.identity.models import Person
from lachan.testing import public as testing
from lachan.tracing import services
from lachan.tracing.models import Case, Contact
from lachan.tracing.services.cases import TOGETHER
from tests import make
from tests.tracing.standing import assert_in_order, second_looks, standing
from tests.tracing.test_concurrency import at_once

CASES = TOGETHER + 3


def street() -> list[Person]:
    """Neighbours who share flats, shops and a market; every seventh of them is nobody's case."""
    units = make.make_areas()
    homes = [units["00001"], units["00004"], units["09163"]]
    people = [
        make.make_person(homes[number % 3], household=f"H{number // 3}")
        for number in range(CASES + CASES // 7)
    ]
    shops = [make.make_place(homes[number % 3]) for number in range(6)]
    market = make.make_place(units["00004"], kind="market")
    rows: list[tuple[Any, ...]] = []
    for number, person in enumerate(people):
        shop = shops[number % 6].code
        rows.append((person.code, shop, make.at(-5 - number % 4 / 4), make.at(-4)))
        rows.append((person.code, market.code, make.at(-10), make.at(-9) if number % 2 else None))
    make.visits(rows)
    for first, second in zip(people[::5], people[1::5], strict=False):
        make.meet(first, second, make.at(-20), make.at(-19))
    make.run_jobs()
    return [person for number, person in enumerate(people) if number % 8 != 7][:CASES]


def load(people: list[Person]) -> None:
    count, nobody = len(people), [None] * len(people)
    codes, noon = [person.code for person in people], [make.NOON] * count
    columns = testing.ResultColumns(
        origin_of_scans(count), codes, noon, noon, ["positive"] * count, ["pcr"] * count, nobody
    )
    assert testing.load_results(system("laboratory"), columns) == (count, [])


def one_after_the_other(people: list[Person]) -> None:
    for person in people:
        make.positive(person)
        make.run_jobs()


def in_one_file(people: list[Person]) -> None:
    load(people)
    make.run_jobs()


def ended(tell: Callable[[list[Person]], None], people: list[Person]) -> dict[str, list[tuple[Any, ...]]]:
    with transaction.atomic():
        tell(people)
        assert_in_order()
        state = standing()
        transaction.set_rollback(True)
    return state


def waiting() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name="tracing.follow", status="todo").order_by("id"))


@pytest.mark.django_db
def test_a_file_of_results_ends_as_one_result_after_the_other_would() -> None:
    people = street()
    singly = ended(one_after_the_other, people)
    assert len(singly["cases"]) == CASES
    assert len(singly["contacts"]) > CASES * 5  # they met each other: contacts overlap, and became cases
    assert any(row[-1] for row in singly["contacts"])
    assert ended(in_one_file, people) == singly


@pytest.mark.django_db
def test_a_file_is_followed_by_several_jobs_each_of_which_may_run_twice() -> None:
    people = street()
    load(people)
    start = ProcrastinateJob.objects.get(status="todo", task_name="lachan.tracing.subscribers.start_tracing")
    services.start_following(
        system(), start.args["event"]["people"], announced_at=make.NOON
    )  # what the reaction does
    jobs = waiting()
    assert [len(job.args["people"]) for job in jobs] == [TOGETHER, CASES - TOGETHER]
    make.run_jobs()
    before = standing()
    make.rerun_jobs()
    make.run_jobs()
    assert standing() == before
    assert_in_order()


@pytest.mark.django_db
def test_people_of_a_file_who_are_neither_positive_nor_cases_make_no_jobs() -> None:
    people = [make.make_person() for _ in range(TOGETHER + 1)]
    services.start_following(system(), [person.id for person in people], announced_at=make.NOON)
    assert waiting() == []


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_jobs_of_one_file_that_run_at_the_same_time_end_as_one_after_the_other() -> None:
    people = street()
    for person in people:
        make.positive(person)
    half = [person.id for person in people]
    works = [partial(services.follow_results, system(), half[start::2]) for start in (0, 1)]
    assert at_once(*works) == [None, None]
    second_looks()
    assert_in_order()
    at_the_same_time = standing()
    assert Case.objects.count() == CASES
    ids = set(half)
    assert all(row.became_id for row in Contact.objects.all() if row.person_id in ids)
    services.trace_cases(system(), Case.objects.values_list("id", flat=True))  # everything, once more
    assert standing() == at_the_same_time
