"""A contact who tests positive becomes a case, and both know of each other."""

from datetime import timedelta

import pytest

from lachan.core.access import system
from lachan.testing import public as testing
from lachan.tracing.models import Case, Contact
from tests import make
from tests.tracing.standing import assert_in_order, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def traced() -> Contact:
    """A contact of a traced case."""
    units = make.make_areas()
    f0, f1 = make.make_person(units["00001"]), make.make_person(units["00004"])
    make.meet(f0, f1, make.at(-5), make.at(-4))
    make.run_jobs()
    make.positive(f0)
    make.run_jobs()
    return Contact.objects.get()


def convert(contact: Contact, *, day: int = 3) -> testing.PositiveResult:
    from lachan.identity.models import Person

    make.positive(Person.objects.get(pk=contact.person_id), sampled=make.at(0, day=day))
    make.run_jobs()
    return testing.positive_results([contact.person_id])[-1]


def became(contact: Contact) -> Case | None:
    return Contact.objects.get(case_id=contact.case_id, person_id=contact.person_id).became


def test_a_contact_who_tests_positive_becomes_a_case_and_stays_a_contact(traced: Contact) -> None:
    assert became(traced) is None
    convert(traced)
    case = Case.objects.get(person_id=traced.person_id)
    assert became(traced) == case
    assert case.came_from.get().case_id == traced.case_id
    assert Contact.objects.filter(case_id=traced.case_id, withdrawn_at=None).count() == 1


def test_the_link_is_there_too_when_the_contact_is_found_after_the_conversion() -> None:
    units = make.make_areas()
    f0, f1 = make.make_person(units["00001"]), make.make_person(units["00004"])
    make.run_jobs()
    make.positive(f1, sampled=make.at(0, day=1))
    make.positive(f0)
    make.run_jobs()
    make.meet(f0, f1, make.at(-5), make.at(-4))
    make.run_jobs()
    contact = Contact.objects.get(case__person_id=f0.id)
    assert contact.became == Case.objects.get(person_id=f1.id)


def test_the_link_goes_when_the_result_is_corrected_and_comes_back_with_it(traced: Contact) -> None:
    result = convert(traced)
    wrong = testing.correct_result(
        system(), result.id, testing.Outcome.NEGATIVE, now=result.released_at + timedelta(hours=1)
    )
    make.run_jobs()
    assert became(traced) is None
    assert Contact.objects.get(case_id=traced.case_id, withdrawn_at=None).person_id == traced.person_id
    testing.correct_result(
        system(), wrong.id, testing.Outcome.POSITIVE, now=wrong.released_at + timedelta(hours=1)
    )
    make.run_jobs()
    assert became(traced) == Case.objects.get(person_id=traced.person_id, withdrawn_at=None)
    assert_in_order()


def test_the_case_a_contact_became_outlives_the_case_it_came_from(traced: Contact) -> None:
    convert(traced)
    [first] = testing.positive_results([traced.case.person_id])
    testing.correct_result(
        system(), first.id, testing.Outcome.NEGATIVE, now=first.released_at + timedelta(hours=1)
    )
    make.run_jobs()
    assert [row[0] for row in standing()["cases"]] == [traced.person_id]


def test_when_the_latest_of_two_illnesses_proves_wrong_the_link_falls_back_to_the_other(
    traced: Contact,
) -> None:
    convert(traced)
    later = convert(traced, day=60)
    assert Case.objects.filter(person_id=traced.person_id).count() == 2
    testing.correct_result(
        system(), later.id, testing.Outcome.NEGATIVE, now=later.released_at + timedelta(hours=1)
    )
    make.run_jobs()
    assert became(traced) == Case.objects.get(person_id=traced.person_id, withdrawn_at=None)


def test_a_contact_found_late_who_was_ill_twice_is_linked_to_the_latest_illness(traced: Contact) -> None:
    from lachan.identity.models import Person

    convert(traced, day=60)
    convert(traced, day=3)
    another, f1 = make.make_person(), Person.objects.get(pk=traced.person_id)
    make.positive(another)
    make.run_jobs()
    make.meet(another, f1, make.at(-9), make.at(-8))
    make.run_jobs()
    latest = Case.objects.filter(person_id=f1.id).latest("sampled_at")
    assert set(Contact.objects.filter(person_id=f1.id).values_list("became_id", flat=True)) == {latest.id}
