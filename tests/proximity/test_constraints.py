"""Each numbered promise of the database, broken once."""

from datetime import timedelta
from typing import Any

import pytest

from lachan.core import partitions
from lachan.proximity.models import Encounter
from tests.breaking import refused
from tests.make import NOON, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day() -> None:
    partitions.ensure("proximity_encounter", [NOON.date()])


def store(**other: Any) -> None:
    row = {"person_a": 1, "person_b": 2, "started_at": NOON, "ended_at": at(1), "distance_m": 1.0}
    Encounter.objects.create(**{**row, **other})


def test_encounter_r1_once() -> None:
    """Told by the key of the day's partition (``encounter_r1_once`` is the key of the whole)."""
    store()
    with refused("proximity_encounter_20220310_pkey"):
        store(ended_at=at(2))


def test_encounter_r1_lower_first() -> None:
    with refused("encounter_r1_lower_first"):
        store(person_a=2, person_b=1)
    with refused("encounter_r1_lower_first"):
        store(person_b=1)


def test_encounter_r2_ends_within_a_day() -> None:
    for end in (NOON, NOON + timedelta(days=1, microseconds=1)):
        with refused("encounter_r2_ends_within_a_day"):
            store(ended_at=end)
    store(ended_at=None)


def test_encounter_r3_distance_known() -> None:
    with refused("encounter_r3_distance_known"):
        store(distance_m=None)
    store(distance_m=None, rssi_dbm=-60)
