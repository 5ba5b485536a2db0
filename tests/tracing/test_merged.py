"""Two records are one human being: what was told under either counts; taking it back restores the rest."""

import itertools
import random

import pytest
from django.db import transaction

from lachan.core.access import system
from lachan.identity import public as identity
from lachan.identity.models import Person
from lachan.tracing.models import Case, Contact, Evidence
from lachan.tracing.queries import Question, trace
from lachan.tracing.rules import TaskKind
from tests import make
from tests.tracing.standing import assert_in_order, lists, queued, second_looks, standing

pytestmark = pytest.mark.django_db


def merge(one: Person, other: Person) -> None:
    identity.merge(system(), one.id, other.id)
    make.run_jobs()


def unmerge(person: Person) -> None:
    identity.unmerge(system(), person.id)
    make.run_jobs()


def contacts() -> dict[int, str]:
    return dict(Contact.objects.filter(withdrawn_at=None).values_list("person_id", "grade"))


def test_somebody_met_under_two_records_is_one_contact_under_the_one_that_stands() -> None:
    units = make.make_areas()
    f0 = make.make_person(units["00001"])
    first, again = make.make_person(units["00004"]), make.make_person(units["09163"])
    make.meet(f0, first, make.at(-5), make.at(-4))
    make.meet(f0, again, make.at(-9), make.at(-8))
    make.run_jobs()
    make.positive(f0)
    make.run_jobs()
    assert contacts().keys() == {first.id, again.id}
    before = standing()
    merge(first, again)
    assert contacts().keys() == {first.id}
    assert Contact.objects.get(person_id=first.id).minutes == 120
    assert set(Evidence.objects.values_list("person_id", flat=True)) == {first.id}
    assert_in_order()
    unmerge(again)
    assert standing() == before
    assert_in_order()


def test_two_stays_too_short_alone_are_long_enough_together() -> None:
    """Merely present under each record, so nobody's contact: the merge finds the case all the same."""
    f0, first, again = (make.make_person() for _ in range(3))
    cafe = make.make_place()
    make.visit(f0, cafe, make.at(-5), make.at(-3))
    ten_minutes = 10 / 60
    make.meet(f0, first, make.at(-5), make.at(-5 + ten_minutes), masked=True)
    make.meet(f0, again, make.at(-4), make.at(-4 + ten_minutes), masked=True)
    make.run_jobs()
    make.positive(f0)
    make.run_jobs()
    assert contacts() == {}
    merge(first, again)
    assert contacts() == {first.id: "close"}
    unmerge(first)
    assert contacts() == {}


def test_somebody_merely_present_who_turns_out_to_be_the_case_is_counted_no_more() -> None:
    f0, again, guest = (make.make_person() for _ in range(3))
    cafe = make.make_place(kind="market")
    for person in (f0, again, guest):
        make.visit(person, cafe, make.at(-5), make.at(-4))
    make.run_jobs()
    make.positive(f0)
    make.run_jobs()
    assert Case.objects.get().present == 2
    merge(f0, again)
    assert Case.objects.get().present == 1


def test_what_the_other_record_did_counts_for_the_case() -> None:
    f0, again, friend = (make.make_person() for _ in range(3))
    make.meet(again, friend, make.at(-5), make.at(-4))
    make.run_jobs()
    make.positive(f0)
    make.run_jobs()
    assert contacts() == {}
    merge(f0, again)
    assert contacts().keys() == {friend.id}
    late = make.make_person()
    make.meet(again, late, make.at(-7), make.at(-6))  # lands under the record that was merged
    make.run_jobs()
    assert contacts().keys() == {friend.id, late.id}


def test_two_cases_of_one_illness_become_one_and_two_again() -> None:
    first, again, friend = (make.make_person() for _ in range(3))
    make.meet(first, friend, make.at(-5), make.at(-4))
    make.meet(again, friend, make.at(-7), make.at(-6))
    make.run_jobs()
    make.positive(first)
    make.positive(again, sampled=make.at(2))
    make.run_jobs()
    before = standing()
    assert len(before["cases"]) == 2
    merge(first, again)
    [case] = Case.objects.filter(withdrawn_at=None)
    assert (case.person_id, case.supports.count()) == (first.id, 2)
    assert Contact.objects.get(withdrawn_at=None).minutes == 120
    unmerge(again)
    assert standing() == before


def test_a_result_under_a_merged_record_opens_the_case_of_the_one_that_stands() -> None:
    first, again = make.make_person(), make.make_person()
    merge(first, again)
    make.positive(again)
    make.run_jobs()
    assert Case.objects.get().person_id == first.id
    unmerge(again)
    assert Case.objects.get(withdrawn_at=None).person_id == again.id


def test_housemates_of_either_record_are_contacts_once() -> None:
    f0 = make.make_person(household="A")
    first, again = make.make_person(household="A"), make.make_person(household="A")
    other_home, mate = make.make_person(household="B"), make.make_person(household="B")
    make.run_jobs()
    make.positive(f0)
    make.run_jobs()
    assert contacts().keys() == {first.id, again.id}
    merge(first, again)
    assert contacts().keys() == {first.id}
    assert Evidence.objects.count() == 1
    merge(f0, other_home)
    assert contacts().keys() == {first.id, mate.id}


def test_the_same_meeting_told_under_two_records_is_kept_as_one_reason() -> None:
    f0, first, again = (make.make_person() for _ in range(3))
    make.meet(f0, first, make.at(-5), make.at(-4))
    make.meet(f0, again, make.at(-5), make.at(-3))
    make.run_jobs()
    make.positive(f0)
    merge(first, again)
    assert Contact.objects.get(withdrawn_at=None).minutes == 120
    assert Evidence.objects.get().ends_at == make.at(-3)


def test_merging_twice_and_running_everything_again_changes_nothing() -> None:
    f0, first, again = (make.make_person() for _ in range(3))
    make.meet(f0, again, make.at(-5), make.at(-4))
    make.run_jobs()
    make.positive(f0)
    make.run_jobs()
    merge(first, again)
    before, work = standing(), lists()
    make.rerun_jobs()
    make.run_jobs(later=True)
    assert (standing(), lists()) == (before, work)
    assert queued() == []


def test_whatever_the_order_of_facts_and_merges_the_same_stands() -> None:
    """Merges, takings back, results and meetings in every order end in one world."""
    told = []
    for seed in range(6):
        sid = transaction.savepoint()
        told.append(_world(random.Random(seed)))
        transaction.savepoint_rollback(sid)
    assert all(world == told[0] for world in told)
    assert sum(map(len, told[0].values())) > 8


def _world(rng: random.Random) -> dict[str, list[object]]:
    people = [
        Person.objects.create(id=10_000_000 + i, code=f"W{i}", household=None, name="A") for i in range(6)
    ]
    pairs = [(0, 3), (1, 4), (3, 5)]  # 3 and 4 are merged; 5 is merged into 3 and taken out again
    deeds = [lambda a=a, b=b: identity.merge(system(), people[a].id, people[b].id) for a, b in pairs[:2]]
    deeds += [
        lambda a=a, b=b, h=h: make.meet(people[a], people[b], make.at(-h), make.at(-h + 1))
        for (a, b), h in zip([(3, 4), (0, 2), (1, 5), (2, 4)], itertools.count(3, 2), strict=False)
    ]
    deeds += [lambda: make.positive(people[3]), lambda: make.positive(people[4], sampled=make.at(3))]
    deeds.append(lambda: _there_and_back(people))
    rng.shuffle(deeds)
    for deed in deeds:
        deed()
        if rng.random() < 0.5:
            make.run_jobs()
    make.run_jobs()
    second_looks()
    make.run_jobs()
    assert_in_order()
    return standing()


def _there_and_back(people: list[Person]) -> None:
    identity.merge(system(), people[2].id, people[5].id)
    make.run_jobs()
    identity.unmerge(system(), people[5].id)


def test_the_trace_of_a_merged_record_is_that_of_the_person() -> None:
    units = make.make_areas()
    first, again = make.make_person(units["00001"]), make.make_person(units["00001"])
    friend = make.make_person(units["00004"])
    make.meet(again, friend, make.at(-5), make.at(-4))
    make.positive(first)
    merge(first, again)
    told = trace(system(), Question(again.code))
    assert told["person"] == first.code
    assert told["basis"] == "result"
    assert [contact["person"] for contact in told["contacts"]] == [friend.code]
    assert {task["kind"] for task in told["tasks"]} == {str(TaskKind.CONTACTS)}
