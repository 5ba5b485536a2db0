"""Each numbered promise of the database, broken once."""

from datetime import timedelta
from typing import Any

import pytest

from lachan.testing.models import Result
from tests.breaking import refused
from tests.make import NOON, at

pytestmark = pytest.mark.django_db


def store(**other: Any) -> None:
    row = {
        "person_id": 1,
        "sampled_at": NOON,
        "released_at": at(1),
        "outcome": "positive",
        "test_type": "pcr",
    }
    Result.objects.create(**{**row, **other}, released_by="laboratory")


def test_result_r1_one_current() -> None:
    store()
    with refused("result_r1_one_current"):
        store(released_at=at(2))
    store(released_at=at(2), is_current=False)


def test_result_r2_once() -> None:
    store()
    with refused("result_r2_once"):
        store(is_current=False)


def test_result_r3_released_after_sampled() -> None:
    with refused("result_r3_released_after_sampled"):
        store(released_at=NOON - timedelta(microseconds=1))
    store(released_at=NOON)
