"""What people declared goes when its time is over."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from lachan.core import retention
from lachan.core.access import system
from lachan.declarations.models import Alert, Declaration, Draft, Ride

pytestmark = pytest.mark.django_db


def test_rows_that_are_too_old_go_and_the_others_stay() -> None:
    now = timezone.now()
    for days in (30, 31):
        at, name = now - timedelta(days=days), str(days)
        told: dict[str, Any] = {"source": "s", "client_id": name, "person_id": days}
        Declaration.objects.create(
            body=b"", form_digest="", channel="api", device_at=at, happened_at=at, received_at=at, sealed=b"",
            points=0, is_risky=False, **told,
        )  # fmt: skip
        Draft.objects.create(updated_at=at, sealed=b"", **told)
        Alert.objects.create(declaration_id=uuid4(), person_id=days, points=1, opened_at=at)
        Ride.objects.create(carrier=1, person_id=days, begins_at=at, kind="bus", declaration_id=uuid4())
    models = (Declaration, Draft, Alert, Ride)
    overdue = {one.table: one.overdue for one in retention.report(now) if one.overdue}
    assert overdue == dict.fromkeys((model._meta.db_table for model in models), 1)
    retention.run(system(), now)
    assert [one for one in retention.report(now) if one.overdue] == []
    assert [[row.person_id for row in model._default_manager.all()] for model in models] == [[30]] * 4
