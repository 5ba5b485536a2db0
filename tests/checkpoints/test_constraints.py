"""Each numbered promise of the database, broken once."""

from typing import Any
from uuid import UUID

import pytest

from lachan.checkpoints.models import Checkpoint, Duty, Passage, Passenger, Post, Shift
from tests.breaking import refused
from tests.permits.make import HOUR, NOW

pytestmark = pytest.mark.django_db


def checkpoint(place: int = 1, **told: Any) -> Checkpoint:
    given = {
        "place_id": place, "place_code": "CK", "name": "Chốt", "area_path": "1.", "opened_at": NOW,
        "opened_by": "a",
    }  # fmt: skip
    return Checkpoint.objects.create(**given | told)


def post(at: Checkpoint | None = None, **told: Any) -> Post:
    return Post.objects.create(**{"checkpoint": at or checkpoint(), "lane": 1, "name": "1"} | told)


def shift(at: Checkpoint, **told: Any) -> Shift:
    given = {"checkpoint": at, "starts_at": NOW, "ends_at": NOW + HOUR, "made_at": NOW, "made_by": "a"}
    return Shift.objects.create(**given | told)


def passage() -> Passage:
    at = post()
    return Passage.objects.create(checkpoint=at.checkpoint, post=at, area_path="1.", came_at=NOW, made_by="a")


def passenger(of: Passage, code: bytes = b"1", **told: Any) -> Passenger:
    given = {
        "passage": of, "checkpoint_id": UUID(int=1), "area_path": "1.", "scanned_at": NOW, "person_id": 1,
        "code": code, "verdict": "green",
    }  # fmt: skip
    return Passenger.objects.create(**given | told)


def test_checkpoint_r1_place() -> None:
    checkpoint()
    with refused("checkpoint_r1_place"):
        checkpoint()


def test_checkpoint_r2_closed_pair() -> None:
    with refused("checkpoint_r2_closed_pair"):
        checkpoint(closed_at=NOW)


def test_post_r1_lane() -> None:
    with refused("post_r1_lane"):
        post(lane=0)


def test_post_r2_name() -> None:
    at = checkpoint()
    post(at)
    with refused("post_r2_name"):
        post(at)


def test_shift_r1_ends_after_beginning() -> None:
    with refused("shift_r1_ends_after_beginning"):
        shift(checkpoint(), ends_at=NOW)


def test_shift_r2_one_begins() -> None:
    at = checkpoint()
    shift(at)
    with refused("shift_r2_one_begins"):
        shift(at, ends_at=NOW + 2 * HOUR)


def test_duty_r1_once() -> None:
    at = post()
    told = {"shift": shift(at.checkpoint), "post": at, "guard": "a", "began_at": NOW}
    Duty.objects.create(**told)
    with refused("duty_r1_once"):
        Duty.objects.create(**told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("passenger_r1_person", {}),
        ("passenger_r2_code", {"person_id": 2, "code": b"1"}),
        ("passenger_r3_verdict", {"person_id": 2, "verdict": "blue"}),
        ("passenger_r4_decided_pair", {"person_id": 2, "decision": "passed", "decided_at": NOW}),
        ("passenger_r5_decision_told", {"person_id": 2, "decision": "passed"}),
        ("passenger_r5_decision_told", {"person_id": 2, "decided_at": NOW, "decided_by": "a"}),
        (
            "passenger_r5_decision_told",
            {"person_id": 2, "decision": "x", "decided_at": NOW, "decided_by": "a"},
        ),
        (
            "passenger_r6_refusal_told",
            {"person_id": 2, "decision": "refused", "decided_at": NOW, "decided_by": "a"},
        ),
    ],
)
def test_passengers(name: str, told: dict[str, Any]) -> None:
    of = passage()
    passenger(of)
    with refused(name):
        passenger(of, **{"code": b"2"} | told)
