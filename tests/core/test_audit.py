"""The audit trail: sealed without slowing anybody, and no superuser changes the past unseen."""

import random
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from lachan.core import audit
from lachan.core.access import system
from lachan.core.audit import anchors, segments
from lachan.core.audit.verify import Verdict, verify
from lachan.core.errors import TrailFromElsewhere
from lachan.core.models import AuditEntry, AuditSegment
from lachan.kernel import merkle

pytestmark = pytest.mark.usefixtures("committed")
SEGMENTS, ENTRIES = 8, 6
Tamper = Callable[[random.Random], int]  # gives the first segment that is not what it was


@pytest.fixture(autouse=True)
def witness(settings: Settings, tmp_path: Path) -> anchors.FileWitness:
    settings.ANCHORS = tmp_path / "anchors"
    return anchors.FileWitness(tmp_path / "anchors")


def write(count: int = ENTRIES) -> None:
    for number in range(count):
        audit.record(system(), "test.deed", f"thing {number}", area_path="1.2.", number=number)


def trail() -> None:
    """Segments, each anchored, and one entry that is not sealed yet."""
    for _ in range(SEGMENTS):
        write()
        segments.seal()
        segments.anchor()
    write(1)


def sql(statement: str, *arguments: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def segment_of(entry: AuditEntry) -> int:
    snapshots = [segments.snapshot(s.snapshot) for s in AuditSegment.objects.order_by("number")]
    position = segments.Membership(snapshots).of(entry.xact)
    assert position is not None
    return position + 1


def chosen(chance: random.Random, count: int = 1) -> list[AuditEntry]:
    sealed = AuditEntry.objects.order_by("id")[: SEGMENTS * ENTRIES]
    return sorted(chance.sample(list(sealed), count), key=lambda entry: entry.id)


def edit(chance: random.Random) -> int:
    [entry] = chosen(chance)
    column = chance.choice(["actor", "role", "verb", "subject", "area_path", "at", "facts"])
    other = {"at": "2020-01-01", "facts": '{"number": 77}'}.get(column, "x")
    sql(f"UPDATE core_audit SET {column} = %s WHERE id = %s", other, entry.id)  # noqa: S608 - ours
    return segment_of(entry)


def delete(chance: random.Random) -> int:
    [entry] = chosen(chance)
    sql("DELETE FROM core_audit WHERE id = %s", entry.id)
    return segment_of(entry)


def swap_order(chance: random.Random) -> int:
    one, other = chosen(chance, 2)
    sql("UPDATE core_audit SET id = -1 WHERE id = %s", one.id)
    sql("UPDATE core_audit SET id = %s WHERE id = %s", one.id, other.id)
    sql("UPDATE core_audit SET id = %s WHERE id = -1", other.id)
    return segment_of(one)


def slip_in(chance: random.Random) -> int:
    [entry] = chosen(chance)
    columns = "actor, role, verb, subject, area_path, facts, at, xact"
    copied = f"INSERT INTO core_audit ({columns}) SELECT {columns} FROM core_audit WHERE id = %s"  # noqa: S608
    sql(copied, entry.id)
    return segment_of(entry)


def cut_tail(chance: random.Random) -> int:
    """Entries and segments go, as if the time had never been."""
    last = chance.randint(1, SEGMENTS - 1)
    kept = segments.snapshot(AuditSegment.objects.get(number=last).snapshot)
    sql("DELETE FROM core_audit WHERE xact >= %s", kept.xmax)
    sql("DELETE FROM core_audit_segment WHERE number > %s", last)
    return last + 1


def cut_out(chance: random.Random) -> int:
    """A segment goes with all its entries."""
    [entry] = chosen(chance)
    number = segment_of(entry)
    for other in AuditEntry.objects.order_by("id")[: SEGMENTS * ENTRIES]:
        if segment_of(other) == number:
            sql("DELETE FROM core_audit WHERE id = %s", other.id)
    sql("DELETE FROM core_audit_segment WHERE number = %s", number)
    return number


def rewrite(chance: random.Random) -> int:
    """An entry is changed, and every segment from there computed anew, as our own code would."""
    first = edit(chance)
    before = segments.START
    for one in AuditSegment.objects.order_by("number"):
        if one.number >= first:
            leaves = [merkle.leaf(row) for row in list(segments.rows()) if member(one.number, row)]
            hashed = segments.chained(before, one.number, one.snapshot, len(leaves), merkle.root(leaves))
            joined = b"".join(leaves)
            sql(
                "UPDATE core_audit_segment SET leaves = %s, hash = %s WHERE number = %s",
                joined,
                hashed,
                one.number,
            )
            before = hashed
        else:
            before = bytes(one.hash)
    return first


def member(number: int, row: bytes) -> bool:
    snapshots = [segments.snapshot(s.snapshot) for s in AuditSegment.objects.order_by("number")]
    return segments.Membership(snapshots).of(int(row.split(b"\t")[1])) == number - 1


TAMPERS: list[Tamper] = [edit, delete, swap_order, slip_in, cut_tail, cut_out, rewrite]


def after(tamper: Tamper, chance: random.Random) -> tuple[int, Verdict]:
    """What a superuser's change makes of the trail; the change is undone."""
    with transaction.atomic():
        sql("SET LOCAL session_replication_role = replica")  # no trigger stops a superuser
        first, verdict = tamper(chance), verify()
        transaction.set_rollback(True)
    return first, verdict


@pytest.mark.timeout(120)
def test_of_a_hundred_tampers_a_hundred_are_found_and_an_untouched_trail_is_whole() -> None:
    trail()
    chance, missed = random.Random(19), []
    for number in range(100):
        tamper = TAMPERS[number % len(TAMPERS)]
        first, verdict = after(tamper, chance)
        if first not in [finding.segment for finding in verdict.findings]:
            missed.append((tamper.__name__, first, verdict.findings))
    assert missed == []
    untouched = verify()
    assert untouched.findings == []
    assert (untouched.entries, untouched.segments) == (SEGMENTS * ENTRIES + 1, SEGMENTS)
    assert (untouched.anchors, untouched.unsealed, untouched.unanchored) == (SEGMENTS, 1, 0)


def test_the_entry_is_named_that_is_not_what_it_was() -> None:
    trail()
    entry = AuditEntry.objects.order_by("id")[9]

    def this(chance: random.Random) -> int:
        sql("UPDATE core_audit SET actor = 'nobody' WHERE id = %s", entry.id)
        return 2

    _, verdict = after(this, random.Random(1))
    assert [(f.what, f.segment) for f in verdict.findings] == [("entry_altered", 2)]
    assert verdict.findings[0].detail.startswith(f"{entry.id} is not what was sealed")


@pytest.mark.timeout(60)
def test_a_long_trail_whose_roots_another_process_makes_is_judged_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trail()
    monkeypatch.setattr("lachan.core.audit.verify.MANY_ENTRIES", 1)
    assert verify().is_whole
    for tamper in TAMPERS:
        first, verdict = after(tamper, random.Random(7))
        assert first in [finding.segment for finding in verdict.findings], tamper.__name__


def test_an_anchor_that_was_changed_or_a_witness_that_lost_all_is_told(witness: anchors.FileWitness) -> None:
    trail()
    [file] = witness.folder.glob("*.jsonl")
    text = file.read_text()
    lines = text.splitlines()
    file.write_text(text.replace(f'"segment": {SEGMENTS}', f'"segment": {SEGMENTS - 1}'))
    assert {f.what for f in verify().findings} == {"anchor_forged"}
    file.write_text(f"{lines[0][:40]}\n" + "\n".join(lines[1:]))
    assert {f.what for f in verify().findings} == {"anchor_forged"}
    file.unlink()
    assert {f.what for f in verify().findings} == {"anchors_missing"}
    file.write_text(text)
    assert verify().is_whole


def test_without_a_witness_a_trail_that_was_rewritten_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: it is the witness outside that finds it, nothing inside the database could."""
    trail()
    monkeypatch.setattr("lachan.core.audit.verify.witnesses", list)
    _, verdict = after(rewrite, random.Random(3))
    assert verdict.findings == []


def test_writers_wait_for_nobody_and_every_entry_is_sealed_once_however_late_it_commits() -> None:
    ended, slow_wrote, slow_may_end = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            audit.record(system(), "test.slow", "began first, ended last")
            slow_wrote.set()
            slow_may_end.wait(20)
        connection.close()

    def quick() -> None:
        while not ended.is_set():
            with transaction.atomic():
                write(2)
                time.sleep(0.001)
        connection.close()

    threads = [threading.Thread(target=work) for work in (slow, quick, quick, quick)]
    for thread in threads:
        thread.start()
    slow_wrote.wait(20)
    for _ in range(20):
        time.sleep(0.02)
        segments.seal()
    held_up = AuditSegment.objects.count()
    slow_may_end.set()
    ended.set()
    for thread in threads:
        thread.join(20)
    segments.seal()
    segments.anchor()
    verdict = verify()
    assert held_up > 10, "a long transaction holds up nobody"
    assert verdict.findings == []
    assert verdict.unsealed == 0
    assert sum(AuditSegment.objects.values_list("entries", flat=True)) == AuditEntry.objects.count()


def test_nothing_new_makes_no_segment_and_a_lost_anchor_is_made_good(witness: anchors.FileWitness) -> None:
    assert segments.seal() is None
    assert segments.anchor() is None
    write()
    assert segments.seal() is not None  # and a crash, before the anchor
    assert segments.seal() is None
    assert witness.newest() == 0
    assert segments.anchor() is not None
    assert segments.anchor() is None
    assert (witness.newest(), len(witness.kept())) == (1, 1)


def test_a_trail_that_was_sealed_by_a_server_ahead_of_this_one_is_not_continued() -> None:
    ahead = 1 << 60
    AuditSegment.objects.create(
        number=1, sealed_at="2026-01-01T00:00Z", snapshot=f"{ahead}:{ahead}:", entries=1, entries_before=0,
        leaves=bytes(32), hash=bytes(32),
    )  # fmt: skip
    with pytest.raises(TrailFromElsewhere):
        segments.seal()


@given(st.integers(1, 20), st.integers(0, 10), st.sets(st.integers(0, 9)))
def test_membership_agrees_with_postgresql(xmin: int, span: int, offsets: set[int]) -> None:
    running = sorted(xmin + offset for offset in offsets if offset < span)
    text = f"{xmin}:{xmin + span}:{','.join(map(str, running))}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT x, pg_visible_in_snapshot(x::text::xid8, %s::pg_snapshot) FROM generate_series(1, 40) x",
            [text],
        )
        told = dict(cursor.fetchall())
    assert {x: segments.snapshot(text).sees(x) for x in told} == told


@given(st.lists(st.binary(), min_size=1), st.data())
def test_a_root_changes_with_every_leaf_and_with_their_order(
    entries: list[bytes], data: st.DataObject
) -> None:
    leaves = [merkle.leaf(entry) for entry in entries]
    at = data.draw(st.integers(0, len(leaves) - 1))
    other = [*leaves[:at], sha256(leaves[at]).digest(), *leaves[at + 1 :]]
    assert merkle.root(leaves) != merkle.root(other)
    assert merkle.root(leaves) != merkle.root([*leaves, leaves[-1]])
