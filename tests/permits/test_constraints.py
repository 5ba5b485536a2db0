"""Each numbered promise of the database, broken once."""

from typing import Any

import pytest

from lachan.permits.models import Application, Double, Organisation, Paper, Permit, Suspension
from tests.breaking import refused
from tests.permits.make import DAY, NOW

pytestmark = pytest.mark.django_db


def organisation(**told: Any) -> Organisation:
    given = {"account_id": "0" * 32, "name": "Xưởng", "area_path": "1.", "told_at": NOW}
    return Organisation.objects.create(**given | told)


def application(**told: Any) -> Application:
    given = {
        "person_id": 1, "area_path": "1.", "template": 3, "reason": "food", "begins_at": NOW,
        "ends_at": NOW + DAY, "hours_begin": 0, "hours_end": 1440, "applied_at": NOW, "applied_by": "a",
    }  # fmt: skip
    return Application.objects.create(**given | told)


def permit(number: int = 1, **told: Any) -> Permit:
    given = {
        "number": number, "person_id": 1, "area_path": "1.", "template": 3, "reason": "food",
        "valid_from": NOW, "valid_until": NOW + DAY, "hours_begin": 0, "hours_end": 1440, "where_id": 0,
        "issued_at": NOW, "issued_by": "a",
    }  # fmt: skip
    return Permit.objects.create(**given | told)


def paper(serial: int = 1, **told: Any) -> Paper:
    given = {"serial": serial, "area_path": "1.", "printed_at": NOW, "printed_by": "a"}
    return Paper.objects.create(**given | told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("organisation_r1_quota", {"quota": 0, "granted_at": NOW, "granted_by": "a"}),
        ("organisation_r2_granted_pair", {"quota": 1, "granted_at": NOW}),
        ("organisation_r3_granted_quota", {"quota": 1}),
    ],
)
def test_organisations(name: str, told: dict[str, Any]) -> None:
    organisation(quota=1, granted_at=NOW, granted_by="a")
    with refused(name):
        organisation(**told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("application_r1_decided_pair", {"status": "approved", "decided_at": NOW}),
        ("application_r2_refusal_told", {"status": "refused", "decided_at": NOW, "decided_by": "a"}),
        ("application_r3_ends_after_beginning", {"ends_at": NOW}),
        ("application_r4_waiting_is_undecided", {"decided_at": NOW, "decided_by": "a"}),
        ("application_r4_waiting_is_undecided", {"status": "approved"}),
        ("application_r5_asked_once", {}),
        ("application_r6_hours", {"hours_end": 1441}),
        ("application_r6_hours", {"hours_begin": -1}),
    ],
)
def test_applications(name: str, told: dict[str, Any]) -> None:
    application()
    application(status="refused", refusal="vì", decided_at=NOW, decided_by="a")
    with refused(name):
        application(**told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("permit_r1_number", {"number": 1 << 60}),
        ("permit_r3_ends_after_beginning", {"valid_until": NOW}),
        ("permit_r4_revoked_pair", {"revoked_at": NOW}),
        ("permit_r5_hours", {"hours_begin": 1441}),
    ],
)
def test_permits(name: str, told: dict[str, Any]) -> None:
    permit()
    with refused(name):
        permit(**{"number": 2} | told)


def test_permit_r2_one_per_application() -> None:
    asked = application()
    permit(application=asked)
    with refused("permit_r2_one_per_application"):
        permit(2, application=asked)


def test_permit_r6_one_per_paper() -> None:
    form = paper()
    permit(paper=form)
    with refused("permit_r6_one_per_paper"):
        permit(2, paper=form)


def test_paper_r1_serial() -> None:
    with refused("paper_r1_serial"):
        paper(1 << 60)


def test_paper_r2_used_pair() -> None:
    with refused("paper_r2_used_pair"):
        paper(used_at=NOW)


def test_suspension_r1_one_open() -> None:
    told = {
        "permit": permit(), "person_id": 1, "area_path": "1.", "cause": "positive_result", "since_at": NOW,
        "until_at": NOW + DAY,
    }  # fmt: skip
    Suspension.objects.create(**told, lifted_at=NOW)
    Suspension.objects.create(**told)
    with refused("suspension_r1_one_open"):
        Suspension.objects.create(**told)


def test_suspension_r2_ends_after_beginning() -> None:
    with refused("suspension_r2_ends_after_beginning"):
        Suspension.objects.create(
            permit=permit(), person_id=1, area_path="1.", cause="c", since_at=NOW, until_at=NOW
        )


def test_double_r1_once() -> None:
    told = {"paper": paper(), "person_id": 1, "area_path": "1.", "told_at": NOW, "told_by": "a"}
    Double.objects.create(**told)
    with refused("double_r1_once"):
        Double.objects.create(**told)
