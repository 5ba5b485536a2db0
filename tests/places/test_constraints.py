"""Each numbered promise of the database, broken once."""

from datetime import timedelta

import pytest

from lachan.core import partitions
from lachan.places.models import LONGEST_STAY, Place, Visit
from tests.breaking import refused
from tests.make import NOON, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day() -> None:
    partitions.ensure("places_visit", [NOON.date()])


def test_place_r1_code() -> None:
    Place.objects.create(code="D", name="Quán", kind="cafe")
    with refused("place_r1_code"):
        Place.objects.create(code="D", name="Chợ", kind="market")


def test_visit_r1_once() -> None:
    """Told by the key of the day's partition (``visit_r1_once`` is the key of the whole)."""
    Visit.objects.create(place_id=1, entered_at=NOON, person_id=1, left_at=None)
    with refused("places_visit_20220310_pkey"):
        Visit.objects.create(place_id=1, entered_at=NOON, person_id=1, left_at=at(1))


def test_visit_r2_leaves_after_entering() -> None:
    with refused("visit_r2_leaves_after_entering"):
        Visit.objects.create(place_id=1, entered_at=NOON, person_id=1, left_at=NOON)


def test_visit_r3_month_at_most() -> None:
    with refused("visit_r3_month_at_most"):
        Visit.objects.create(
            place_id=1, entered_at=NOON, person_id=1, left_at=NOON + LONGEST_STAY + timedelta(microseconds=1)
        )
    Visit.objects.create(place_id=1, entered_at=NOON, person_id=1, left_at=NOON + LONGEST_STAY)
