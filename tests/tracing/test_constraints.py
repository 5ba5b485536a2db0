"""Each numbered promise of the database, broken once."""

from datetime import timedelta
from typing import Any

import pytest

from lachan.core import ids
from lachan.tracing.models import Case, Contact, Evidence, ExposurePoint, Support, Task, Team
from tests.breaking import refused
from tests.make import NOON, at

pytestmark = pytest.mark.django_db


def make_case(**other: Any) -> Case:
    moments = {"sampled_at": NOON, "released_at": NOON, "opened_at": NOON}
    window = {"window_from": at(0, day=-2), "window_to": NOON}
    return Case.objects.create(**{"person_id": 1, "policy": "vn-2021-12-29", **moments, **window, **other})


def make_team(area_id: int = 1) -> Team:
    return Team.objects.create(area_id=area_id, area_code="01", area_path="1.", name="Hà Nội")


def make_task(case: Case, team: Team, **other: Any) -> Task:
    row = {
        "case": case,
        "team": team,
        "kind": "contacts",
        "area_path": "1.",
        "opened_at": NOON,
        "due_at": at(24),
    }
    return Task.objects.create(**{**row, **other})


def test_a_result_tells_one_case() -> None:
    """The primary key of supports."""
    result = ids.new()
    Support.objects.create(result_id=result, case=make_case())
    with refused("tracing_support_pkey"):
        Support.objects.create(result_id=result, case=make_case())


def test_case_r2_window() -> None:
    with refused("case_r2_window"):
        make_case(window_from=NOON + timedelta(microseconds=1))
    make_case(window_from=NOON)


def test_team_r1_area() -> None:
    make_team()
    with refused("team_r1_area"):
        make_team()


def test_task_r1_once() -> None:
    case, team = make_case(), make_team()
    make_task(case, team)
    with refused("task_r1_once"):
        make_task(case, team)
    make_task(case, team, generation=2)


@pytest.mark.parametrize("verb", ["taken", "done"])
def test_task_r2_taken_pair_and_task_r3_done_pair(verb: str) -> None:
    case, team = make_case(), make_team()
    for half in ({f"{verb}_at": NOON}, {f"{verb}_by": "an"}):
        with refused({"taken": "task_r2_taken_pair", "done": "task_r3_done_pair"}[verb]):
            make_task(case, team, **half)
    make_task(case, team, **{f"{verb}_at": NOON, f"{verb}_by": "an"})


def test_the_same_reason_contact_and_point_are_kept_once() -> None:
    """The primary keys of evidence, contacts and exposure points."""
    case = make_case()
    span = {"since": NOON, "met_at": NOON, "starts_at": NOON, "ends_at": at(1)}
    reason = {"case_id": case.id, "person_id": 2, "source": "visit", "place_id": 3, **span}
    contact = {
        "case": case,
        "person_id": 2,
        "grade": "close",
        "minutes": 20,
        "first_at": NOON,
        "last_at": at(1),
    }
    point = {"case": case, "place_id": 3, "starts_at": NOON, "ends_at": at(1), "present": 1, "assumed": False}
    Evidence.objects.create(**reason, closed=True, assumed=False)
    Contact.objects.create(**contact)
    ExposurePoint.objects.create(**point)
    with refused("tracing_evidence_pkey"):
        Evidence.objects.create(**reason, closed=False, assumed=True)
    with refused("tracing_contact_pkey"):
        Contact.objects.create(**contact)
    with refused("tracing_exposurepoint_pkey"):
        ExposurePoint.objects.create(**point)
