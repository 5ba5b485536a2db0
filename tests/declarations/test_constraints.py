"""Each numbered promise of the database, broken once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lachan.declarations.models import Alert, Declaration, Draft, Form, Ride
from tests.breaking import refused

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def declaration(**told: object) -> Declaration:
    given = {
        "source": "s", "client_id": "c", "body": b"b", "form_digest": "d", "person_id": 1, "channel": "api",
        "device_at": NOW, "happened_at": NOW, "received_at": NOW, "sealed": b"", "points": 0,
        "is_risky": False,
    }  # fmt: skip
    return Declaration.objects.create(**given | told)


def alert(**told: object) -> Alert:
    given = {"declaration_id": uuid4(), "person_id": 1, "points": 50, "opened_at": NOW}
    return Alert.objects.create(**given | told)


def test_the_same_words_are_one_form() -> None:
    Form.objects.create(digest="d", version="a-2026-01-01", body="{}")
    with refused("declarations_form_pkey"):
        Form.objects.create(digest="d", version="b-2026-01-01", body="{}")


def test_draft_r1_once() -> None:
    Draft.objects.create(source="s", client_id="c", updated_at=NOW, sealed=b"")
    with refused("draft_r1_once"):
        Draft.objects.create(source="s", client_id="c", updated_at=NOW, sealed=b"")


def test_declaration_r1_once() -> None:
    declaration()
    declaration(source="t")
    with refused("declaration_r1_once"):
        declaration()


def test_declaration_r2_told_before_received() -> None:
    with refused("declaration_r2_told_before_received"):
        declaration(happened_at=NOW + timedelta(microseconds=1))


def test_declaration_r3_risk_has_reason() -> None:
    declaration(is_risky=True, reasons=["fever"])
    with refused("declaration_r3_risk_has_reason"):
        declaration(client_id="d", is_risky=True)


def test_alert_r1_once() -> None:
    first = alert()
    with refused("alert_r1_once"):
        alert(declaration_id=first.declaration_id)


def test_alert_r2_taken_pair() -> None:
    with refused("alert_r2_taken_pair"):
        alert(taken_at=NOW)


def test_alert_r3_done_pair() -> None:
    with refused("alert_r3_done_pair"):
        alert(done_by="x")


def test_somebody_is_in_a_vehicle_once_a_day_and_ride_r2_row_from_one() -> None:
    told = {"person_id": 1, "begins_at": NOW, "kind": "bus", "declaration_id": uuid4()}
    Ride.objects.create(carrier=1, seat_row=1, **told)
    with refused("declarations_ride_pkey"):
        Ride.objects.create(carrier=1, **told)
    with refused("ride_r2_row_from_one"):
        Ride.objects.create(carrier=2, seat_row=0, **told)
