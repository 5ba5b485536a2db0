"""What gates, owners and visitors leave behind goes when its time is over."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from lachan.core import partitions, retention
from lachan.core.access import system
from lachan.places.models import Contact, Day, Dispute, Scan, ScanDecision, Suspicion
from tests import make

pytestmark = pytest.mark.django_db


def test_rows_of_gates_that_are_too_old_go_and_the_others_stay() -> None:
    place, now = make.make_place(), timezone.now()
    by: dict[str, Any] = {"place_id": place.id, "area_path": ""}
    scan = by | {"device_id": 1, "seq": 1, "device_at": now, "received_at": now, "is_out": False, "kind": ""}
    kept = {Contact: 30, Day: 400, Dispute: 90, Scan: 21, ScanDecision: 21, Suspicion: 90}
    for is_late in (True, False):
        at = {model: now - timedelta(days=days + is_late) for model, days in kept.items()}
        Contact.objects.create(device_id=1, met_at=at[Contact], met_device_at=now)
        Day.objects.create(begins_at=at[Day], entries=1, **by)
        Dispute.objects.create(
            person_id=1, entered_at=now, told_at=at[Dispute], **by | {"place_id": int(is_late)}
        )
        partitions.ensure("places_scan", partitions.days_of([at[Scan]]))
        Scan.objects.create(happened_at=at[Scan], status="review", reason="", body=b"b", **scan)
        ScanDecision.objects.create(device_id=1, seq=1, happened_at=at[ScanDecision], decided_by="x")
        Suspicion.objects.create(account_id=uuid4(), text="ho", told_at=at[Suspicion], **by)
    overdue = {one.table: one.overdue for one in retention.report(now) if one.overdue}
    assert overdue == dict.fromkeys((model._meta.db_table for model in kept), 1)
    retention.run(system(), now)
    assert [one for one in retention.report(now) if one.overdue] == []
    assert [model._default_manager.count() for model in kept] == [1] * len(kept)
