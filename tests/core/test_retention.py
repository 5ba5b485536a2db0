"""What is older than declared goes, and the report sees it before and not after."""

from datetime import UTC, datetime, timedelta

import pytest

from lachan.core import ids, partitions, retention
from lachan.core.access import Actor, system
from lachan.core.errors import NotAllowed
from lachan.core.models import AuditEntry, Watch
from lachan.places.models import Visit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def overdue() -> dict[str, int]:
    return {kept.table: kept.overdue for kept in retention.report(NOW) if kept.overdue}


def watch(ends_at: datetime) -> None:
    topic, start = "places.place", ends_at - timedelta(hours=1)
    Watch.objects.create(topic=topic, key=1, ref=ids.new(), starts_at=start, ends_at=ends_at)


def visit(entered_at: datetime) -> None:
    partitions.ensure("places_visit", [entered_at.date()])
    Visit.objects.create(place_id=1, person_id=1, entered_at=entered_at)


def test_rows_and_days_that_are_too_old_go_and_the_others_stay() -> None:
    for days in (21, 22):
        visit(NOW - timedelta(days=days))
    for days in (60, 61, 400):
        watch(NOW - timedelta(days=days))
    assert overdue() == {"places_visit": 1, "core_watch": 2}
    lost = retention.run(system(), NOW)
    assert (lost["places_visit"], lost["core_watch"]) == (1, 2)
    assert overdue() == {}
    assert (Visit.objects.count(), Watch.objects.count()) == (1, 1)
    assert set(AuditEntry.objects.values_list("subject", flat=True)) == {"places_visit", "core_watch"}
    assert sum(retention.run(system(), NOW).values()) == 0


def test_the_audit_trail_is_told_and_not_touched() -> None:
    AuditEntry.objects.create(
        at=NOW - timedelta(days=4000), actor="a", role="r", verb="v", subject="s", area_path=""
    )
    assert "core_audit" not in retention.run(system(), NOW)
    assert overdue() == {"core_audit": 1}


def test_who_may_not_removes_nothing() -> None:
    with pytest.raises(NotAllowed):
        retention.run(Actor("x", "x", "tracer", frozenset(), ""), NOW)
