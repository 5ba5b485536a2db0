"""Each numbered promise of the database, broken once."""

import pytest
from django.contrib.auth.models import User

from lachan.identity.models import Household, Person, RecordView, Staff
from tests.breaking import refused
from tests.make import NOON, at

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


def test_look_r2_last_in_hour() -> None:
    with refused("look_r2_last_in_hour"):
        RecordView.objects.create(
            person_id=1, hour=at(1), actor="an", purpose="desk", ref="", role="tracer", last_at=NOON
        )
