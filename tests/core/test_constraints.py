"""Each numbered promise of the database, broken once."""

from datetime import timedelta

import pytest
from django.db import connection

from lachan.core import audit, ids, partitions
from lachan.core.access import system
from lachan.core.audit import months
from lachan.core.models import AuditCut, AuditEntry, AuditSegment, LimitCount, Watch
from tests.breaking import refused
from tests.make import NOON, at

pytestmark = pytest.mark.django_db


def test_audit_r1_append_only() -> None:
    audit.record(system(), "test.look", "nothing")
    with refused("core_audit is append-only"):
        AuditEntry.objects.update(actor="somebody else")
    with refused("core_audit is append-only"):
        AuditEntry.objects.all().delete()
    with refused("core_audit is append-only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_audit")
    assert AuditEntry.objects.get().actor == "system"


def segment(**other: object) -> AuditSegment:
    told = {"number": 1, "sealed_at": NOON, "snapshot": "1:1:", "entries": 1, "entries_before": 0}
    return AuditSegment.objects.create(**{**told, "leaves": bytes(32), "hash": bytes(32), **other})


def test_segment_r1_append_only() -> None:
    segment()
    with refused("core_audit is append-only"):
        AuditSegment.objects.update(entries=1)
    with refused("core_audit is append-only"):
        AuditSegment.objects.all().delete()


def test_segment_r2_leaf_for_each() -> None:
    with refused("segment_r2_leaf_for_each"):
        segment(entries=2)
    with refused("segment_r2_leaf_for_each"):
        segment(entries=0, leaves=b"")


def test_limit_r1_counts_from_one() -> None:
    with refused("limit_r1_counts_from_one"):
        LimitCount.objects.create(key=b"k", ends_at=NOON, count=0)


def test_watch_r1_ends_after_start() -> None:
    with refused("watch_r1_ends_after_start"):
        Watch.objects.create(topic="places.place", key=1, ref=ids.new(), starts_at=NOON, ends_at=NOON)


def test_what_the_law_wants_kept_is_not_dropped() -> None:
    """No constraint, but the same kind of promise: retention refuses less than the legal minimum."""
    partitions.ensure("places_visit", partitions.days_of([NOON, at(0, day=30)]))
    today = at(0, day=30).date()
    gone = partitions.drop_before("places_visit", today + timedelta(days=1), keep_days=21, today=today)
    assert partitions.name_of("places_visit", NOON.date()) in gone
    assert partitions.name_of("places_visit", today) in partitions.existing("places_visit")


def test_cut_r1_append_only_and_r2_after_its_time() -> None:
    told = {"hash": bytes(32), "entries": 1, "mac": bytes(32), "cut_at": NOON}
    AuditCut.objects.create(segment=1, until=NOON - timedelta(days=1), **told)
    with refused("core_audit is append-only"):
        AuditCut.objects.all().delete()
    with refused("cut_r2_after_its_time"):
        AuditCut.objects.create(segment=2, until=NOON, **told)


def test_a_partition_of_the_trail_is_append_only_too() -> None:
    months.ensure(NOON.date())
    for partition in ("core_audit_first", "core_audit_rest"):
        with refused("core_audit is append-only"), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {partition}")  # noqa: S608 - ours
