"""Each numbered promise of the database, broken once."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from lachan.identity.models import Guardian, Household, Identifier, Merge, Person, Phone, Review, Staff
from tests import make
from tests.breaking import refused

pytestmark = pytest.mark.django_db


def test_person_r1_code() -> None:
    Person.objects.create(code="P", name="Nguyễn Văn An")
    with refused("person_r1_code"):
        Person.objects.create(code="P", name="Trần Thị Bình")


def test_household_r1_code() -> None:
    Household.objects.create(code="H")
    with refused("household_r1_code"):
        Household.objects.create(code="H")


def test_an_account_has_one_place_in_the_house() -> None:
    user = User.objects.create_user("an")
    Staff.objects.create(user=user, role="tracer")
    with refused("identity_staff_pkey"):
        Staff.objects.create(user=user, role="manager")


def test_person_r2_into_earlier() -> None:
    earlier, later = make.make_person(), make.make_person()
    Person.objects.filter(id=later.id).update(merged_into=earlier)
    for into in (earlier, later):
        with refused("person_r2_into_earlier"):
            Person.objects.filter(id=earlier.id).update(merged_into=into)


def test_identifier_r1_once() -> None:
    carried = {"person": make.make_person(), "kind": "cccd", "sealed": b"s", "blind": b"b", "tail": "123"}
    Identifier.objects.create(**carried)
    Identifier.objects.create(**{**carried, "blind": b"another"})
    with refused("identifier_r1_once"):
        Identifier.objects.create(**carried)


def test_phone_r1_once() -> None:
    one, other = make.make_person(), make.make_person()
    reached = {"sealed": b"s", "blind": b"b", "tail": "123"}
    Phone.objects.create(person=one, **reached)
    Phone.objects.create(person=other, **reached)  # a phone is not a person
    with refused("phone_r1_once"):
        Phone.objects.create(person=one, **reached)


def test_guardian_r1_once() -> None:
    child, mother = make.make_person(), make.make_person()
    Guardian.objects.create(person=child, guardian=mother, relation="parent")
    with refused("guardian_r1_once"):
        Guardian.objects.create(person=child, guardian=mother, relation="carer")


def test_guardian_r2_somebody_else() -> None:
    child = make.make_person()
    with refused("guardian_r2_somebody_else"):
        Guardian.objects.create(person=child, guardian=child, relation="other")


def test_merge_r1_once() -> None:
    earlier, later = make.make_person(), make.make_person()
    first = Merge.objects.create(person=later, into=earlier, merged_by="an")
    with refused("merge_r1_once"):
        Merge.objects.create(person=later, into=earlier, merged_by="an")
    Merge.objects.filter(id=first.id).update(undone_at=timezone.now(), undone_by="an")
    Merge.objects.create(person=later, into=earlier, merged_by="an")


def test_merge_r2_into_earlier() -> None:
    earlier, later = make.make_person(), make.make_person()
    for into in (earlier, later):
        with refused("merge_r2_into_earlier"):
            Merge.objects.create(person=earlier, into=into, merged_by="an")


def test_merge_r3_undone_pair() -> None:
    earlier, later = make.make_person(), make.make_person()
    with refused("merge_r3_undone_pair"):
        Merge.objects.create(person=later, into=earlier, merged_by="an", undone_at=timezone.now())


def test_review_r1_once() -> None:
    pair = {"person": make.make_person(), "other": make.make_person(), "weight": 3.0}
    Review.objects.create(**pair)
    with refused("review_r1_once"):
        Review.objects.create(**pair)


def test_review_r2_decided_pair() -> None:
    pair = {"person": make.make_person(), "other": make.make_person(), "weight": 3.0}
    with refused("review_r2_decided_pair"):
        Review.objects.create(**pair, decision="same", decided_at=timezone.now())


def test_review_r3_decision() -> None:
    pair = {"person": make.make_person(), "other": make.make_person(), "weight": 3.0}
    with refused("review_r3_decision"):
        Review.objects.create(**pair, decided_at=timezone.now(), decided_by="an")
    with refused("review_r3_decision"):
        Review.objects.create(**pair, decision="same")
