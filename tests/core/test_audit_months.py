"""Months of the trail go when their time is over; the chain goes on, and nothing hides behind that."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from lachan.core import audit, retention
from lachan.core.access import system
from lachan.core.audit import months, segments
from lachan.core.audit.verify import verify
from lachan.core.errors import TrailNotWhole
from lachan.core.models import AuditCut, AuditEntry, AuditSegment

pytestmark = pytest.mark.usefixtures("committed")
NOW = datetime.now(UTC)
NEXT = (NOW.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=5)
LATER = NEXT + timedelta(days=AuditEntry.Privacy.keep_days + 1)  # when this month's time is over


@pytest.fixture(autouse=True)
def witness(settings: Settings, tmp_path: Path) -> None:
    settings.ANCHORS = tmp_path / "anchors"


def write(*instants: datetime) -> None:
    """A segment of entries of these instants, sealed and anchored."""
    for at in instants:
        told = {"actor": "a", "role": "r", "verb": "v", "subject": "s", "area_path": ""}
        AuditEntry.objects.create(at=at, **told)
    segments.seal()
    segments.anchor()


@pytest.fixture
def trail() -> None:
    """Two segments of this month, one on both sides of its end, two of the next month."""
    months.ensure(NOW.date())
    write(NOW, NOW)
    write(NOW)
    write(NOW, NEXT)
    write(NEXT, NEXT)
    write(NEXT)


def sql(statement: str, *arguments: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def test_a_month_goes_as_a_whole_and_the_chain_goes_on_from_the_cut(trail: None) -> None:
    with transaction.atomic():
        lost = retention.run(system(), LATER)
        gone = AuditCut.objects.get()
        verdict = verify()
        left = AuditEntry.objects.filter(verb="v").count()
        again = retention.run(system(), LATER)
        transaction.set_rollback(True)
    assert lost["core_audit"] == 1
    assert (gone.segment, gone.entries, left) == (3, 5, 3)
    assert verdict.findings == []
    assert (verdict.segments, verdict.anchors) == (2, 5)
    assert "core_audit" not in again
    assert verify().is_whole, "undone"


def test_nothing_goes_before_its_time_or_while_something_is_not_sealed_or_not_whole(trail: None) -> None:
    early = LATER - timedelta(days=2)
    with transaction.atomic():
        assert "core_audit" not in retention.run(system(), early)
        assert {kept.overdue for kept in retention.report(early) if kept.table == "core_audit"} == {0}
        sql("SET LOCAL session_replication_role = replica")
        sql("UPDATE core_audit SET actor = 'x' WHERE id = (SELECT min(id) FROM core_audit)")
        with pytest.raises(TrailNotWhole):
            retention.run(system(), LATER)
        transaction.set_rollback(True)
    audit.record(system(), "v", "not sealed yet")
    with transaction.atomic():
        assert "core_audit" not in retention.run(system(), LATER)
        transaction.set_rollback(True)


def drop_cut() -> None:
    sql("DELETE FROM core_audit_cut")


def move_cut() -> None:
    """A superuser lets one segment more go, and tells the cut so."""
    fourth = AuditSegment.objects.get(number=4)
    entries = fourth.entries_before + fourth.entries
    sql("UPDATE core_audit_cut SET segment = 4, hash = %s, entries = %s", bytes(fourth.hash), entries)
    sql("DELETE FROM core_audit_segment WHERE number = 4")
    known = segments.snapshot(fourth.snapshot)
    sql("DELETE FROM core_audit WHERE xact < %s", known.xmax)


def slip_in() -> None:
    """An entry as of a time that went."""
    columns = "actor, role, verb, subject, area_path, facts, at"
    first = f"INSERT INTO core_audit ({columns}, xact) SELECT {columns}, 3 FROM core_audit LIMIT 1"  # noqa: S608
    sql(first)


def edit() -> None:
    sql("UPDATE core_audit SET actor = 'x' WHERE id = (SELECT min(id) FROM core_audit)")


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (drop_cut, "segment_missing"),
        (move_cut, "cut_forged"),
        (slip_in, "entry_inserted"),
        (edit, "entry_altered"),
    ],
)
def test_after_a_cut_tampering_is_found_as_before(
    trail: None, tamper: Callable[[], None], found: str
) -> None:
    with transaction.atomic():
        retention.run(system(), LATER)
        sql("SET LOCAL session_replication_role = replica")
        tamper()
        verdict = verify()
        transaction.set_rollback(True)
    assert found in {finding.what for finding in verdict.findings}


def test_a_cut_that_our_own_code_was_made_to_make_too_early_is_told(trail: None) -> None:
    with transaction.atomic():
        assert months.cut(months.month_of(NEXT + timedelta(days=1)), now=NOW + timedelta(days=1)) == 1
        verdict = verify()
        transaction.set_rollback(True)
    assert {finding.what for finding in verdict.findings} == {"cut_too_early"}


def test_a_month_that_nobody_made_is_taken_up_and_writing_never_fails() -> None:
    far = NOW + timedelta(days=400)
    write(far)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_audit_rest")
        assert cursor.fetchone() == (1,)
    assert months.ensure(far.date()) == months.AHEAD, "the month that is there already is left where it is"
    assert verify().is_whole
