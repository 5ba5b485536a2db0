"""Each numbered promise of the database, broken once."""

from datetime import timedelta
from uuid import UUID

import pytest

from lachan.core import partitions
from lachan.places.models import (
    LONGEST_STAY,
    Contact,
    Day,
    Device,
    Dispute,
    Ownership,
    Place,
    Scan,
    ScanDecision,
    Suspicion,
    Visit,
)
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


def device(**told: object) -> Device:
    place = Place.objects.get_or_create(code="D", defaults={"name": "Quán", "kind": "cafe"})[0]
    given = {"name": "gate", "token_digest": "a", "made_at": NOON, "made_by": "x"} | told
    return Device.objects.create(place=place, **given)


def scan(**told: object) -> Scan:
    partitions.ensure("places_scan", [NOON.date()])
    given = {
        "device_id": 1, "seq": 1, "happened_at": NOON, "device_at": NOON, "received_at": NOON, "place_id": 1,
        "person_id": 1, "is_out": False, "status": "stored", "reason": "scan.stored", "kind": "none",
        "body": b"x",
    }  # fmt: skip
    return Scan.objects.create(**given | told)


def test_place_r2_not_in_itself() -> None:
    place = Place.objects.create(code="D", name="Quán", kind="cafe")
    with refused("place_r2_not_in_itself"):
        Place.objects.filter(pk=place.pk).update(parent=place)


def test_device_r1_token() -> None:
    device()
    with refused("device_r1_token"):
        device()


def test_device_r2_revoked_pair() -> None:
    with refused("device_r2_revoked_pair"):
        device(revoked_at=NOON)


def test_device_r3_met_pair() -> None:
    with refused("device_r3_met_pair"):
        device(met_at=NOON)


def test_scan_r1_once() -> None:
    """Told by the key of the day's partition (``scan_r1_once`` is the key of the whole)."""
    scan()
    with refused("places_scan_20220310_pkey"):
        scan()
    scan(body=b"y")


def test_scan_r2_status() -> None:
    with refused("scan_r2_status"):
        scan(status="perhaps")


def test_scan_r3_stored_has_person() -> None:
    with refused("scan_r3_stored_has_person"):
        scan(person_id=None)


def test_contact_stands_once() -> None:
    Contact.objects.create(device_id=1, met_at=NOON, met_device_at=NOON)
    with refused("places_contact_pkey"):
        Contact.objects.create(device_id=1, met_at=NOON, met_device_at=NOON)


def test_scandecision_r1_once() -> None:
    told = {"device_id": 1, "seq": 1, "happened_at": NOON, "decision": "counted", "decided_by": "x"}
    ScanDecision.objects.create(**told)
    with refused("scandecision_r1_once"):
        ScanDecision.objects.create(**told)


def test_day_r2_counts_from_one() -> None:
    with refused("day_r2_counts_from_one"):
        Day.objects.create(place_id=1, begins_at=NOON, area_path="", entries=0)


def ownership(**told: object) -> Ownership:
    place = Place.objects.get_or_create(code="D", defaults={"name": "Quán", "kind": "cafe"})[0]
    given = {"account_id": UUID(int=1), "since_at": NOON, "since_by": "x"} | told
    return Ownership.objects.create(place=place, **given)


def test_ownership_r1_once() -> None:
    ownership(ended_at=NOON, ended_by="x")
    ownership()
    with refused("ownership_r1_once"):
        ownership()


def test_ownership_r2_ended_pair() -> None:
    with refused("ownership_r2_ended_pair"):
        ownership(ended_at=NOON)


def suspicion(**told: object) -> Suspicion:
    place = Place.objects.create(code="D", name="Quán", kind="cafe")
    given = {"area_path": "", "account_id": UUID(int=1), "text": "ho", "told_at": NOON} | told
    return Suspicion.objects.create(place=place, **given)


def test_suspicion_r1_told() -> None:
    with refused("suspicion_r1_told"):
        suspicion(text="")


def test_suspicion_r2_closed_pair() -> None:
    with refused("suspicion_r2_closed_pair"):
        suspicion(closed_by="x")


def dispute(**told: object) -> Dispute:
    given = {
        "person_id": 1, "place_id": 1, "entered_at": NOON, "area_path": "", "told_at": NOON, "told_by": "x"
    }  # fmt: skip
    return Dispute.objects.create(**given | told)


def test_dispute_r1_once() -> None:
    dispute()
    with refused("dispute_r1_once"):
        dispute()


def test_dispute_r2_decided_pair() -> None:
    with refused("dispute_r2_decided_pair"):
        dispute(decided_at=NOON, is_agreed=True)


def test_dispute_r3_decision_told() -> None:
    with refused("dispute_r3_decision_told"):
        dispute(decided_at=NOON, decided_by="x")
