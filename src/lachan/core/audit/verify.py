"""Is the trail what it was?  Every entry is read and hashed again, here, and compared with what was sealed.

An entry's bytes give its leaf, the leaves give their segment's root and chain, the chain gives the hash that
the witnesses keep.  A change is told where it is: entry, segment, or anchor.

Three processes share the work of a long trail: PostgreSQL writes the entries, this one makes their leaves,
another makes the roots of what was sealed.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from multiprocessing import get_context

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from lachan.core.audit import months
from lachan.core.audit.anchors import Anchor, witnesses
from lachan.core.audit.segments import START, Membership, chained, rows, snapshot
from lachan.core.models import AuditCut, AuditEntry, AuditSegment
from lachan.kernel import merkle

Roots = Callable[[], list[bytes]]  # waits for them
GRACE = timedelta(days=1)  # between a segment that went and the next one that a witness knows
MANY_ENTRIES = 300_000  # from here another process is worth its start


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was.  ``segment`` 0: none in particular."""

    what: str
    segment: int
    detail: str


@dataclass(slots=True)
class Verdict:
    """What was read and what was found; the trail is whole where ``findings`` is empty."""

    entries: int = 0
    segments: int = 0
    anchors: int = 0
    unsealed: int = 0  # written after the last segment: not protected yet
    unanchored: int = 0  # segments that no witness knows yet
    oldest_unsealed_s: float = 0.0
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def found(self, what: str, segment: int, detail: str) -> None:
        self.findings.append(Finding(what, segment, detail))


def verify() -> Verdict:
    """Read the whole trail and say what is not as it was sealed and anchored."""
    verdict, start = Verdict(), time.perf_counter()
    anchors = [(witness.name, witness.kept()) for witness in witnesses()]  # first: what comes later is no gap
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        segments = list(AuditSegment.objects.order_by("number"))
        gone = AuditCut.objects.order_by("-segment").first()
        with _roots(segments) as roots:
            _check_entries(segments, verdict)
            _check_chain(segments, roots(), gone, verdict)
    for name, kept in anchors:
        _check_anchors(name, kept, segments, gone, verdict)
    verdict.seconds = time.perf_counter() - start
    return verdict


@contextmanager
def _roots(segments: Sequence[AuditSegment]) -> Iterator[Roots]:
    """The root of each segment's leaves, made meanwhile."""
    joined = [bytes(one.leaves) for one in segments]
    if sum(map(len, joined)) < MANY_ENTRIES * merkle.HASH_BYTES:
        yield lambda: list(map(merkle.joined_root, joined))
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        waiting = pool.map(merkle.joined_root, joined, chunksize=64)
        yield lambda: list(waiting)


def _check_chain(
    segments: Sequence[AuditSegment], roots: Sequence[bytes], gone: AuditCut | None, verdict: Verdict
) -> None:
    before, expected, count = (bytes(gone.hash), gone.segment + 1, gone.entries) if gone else (START, 1, 0)
    for one, root in zip(segments, roots, strict=True):
        if one.number != expected:
            gap = f"{expected}" if one.number == expected + 1 else f"{expected}-{one.number - 1}"
            verdict.found("segment_missing", expected, f"segment {gap} is gone")
        told = (before, one.number, one.snapshot, one.entries, root)
        held = len(one.leaves) // merkle.HASH_BYTES
        if chained(*told) != bytes(one.hash) or (one.entries, one.entries_before) != (held, count):
            verdict.found(
                "segment_altered", one.number, f"segment {one.number} does not follow from what it holds"
            )
        before, expected, count = bytes(one.hash), one.number + 1, count + one.entries
    verdict.segments = len(segments)


def _leaves(segment: AuditSegment) -> list[bytes]:
    held, size = bytes(segment.leaves), merkle.HASH_BYTES
    return [held[at : at + size] for at in range(0, len(held), size)]


def _check_entries(segments: Sequence[AuditSegment], verdict: Verdict) -> None:
    members = Membership([snapshot(one.snapshot) for one in segments])
    whole: set[int] = set()  # positions whose leaves came, all and in order
    wrong: set[int] = set()
    for position, leaves in _sealed(segments, members, verdict):
        if position in whole or b"".join(leaves) != bytes(segments[position].leaves):
            wrong.add(position)
        whole.add(position)
    wrong |= set(range(len(segments))) - whole
    if wrong:
        _tell_apart(segments, members, wrong, verdict)
    if verdict.unsealed:
        verdict.oldest_unsealed_s = _oldest_unsealed_s(members.ends[-1] if segments else 0)


def _sealed(
    segments: Sequence[AuditSegment], members: Membership, verdict: Verdict
) -> Iterator[tuple[int, list[bytes]]]:
    """The leaves of each segment, told when as many came as it says; what came too much, or not enough, last.

    Entries of several segments may come by turns, those of one transaction mostly together.
    """
    held: dict[int | None, list[bytes]] = {}
    xact, position, leaves = b"", None, held.setdefault(None, [])
    mark, digest = merkle.LEAF, sha256  # merkle.leaf, without a call
    for row in rows():  # a loop of few steps: it is run for every entry there is
        now = row.split(b"\t", 2)[1]
        if now != xact:
            if position is not None and len(leaves) >= segments[position].entries:
                verdict.entries += len(leaves)
                yield position, held.pop(position)
            xact, position = now, members.of(int(now))
            leaves = held.setdefault(position, [])
        leaves.append(digest(mark + row).digest())
    verdict.unsealed = len(held[None])
    verdict.entries += sum(map(len, held.values()))
    yield from ((place, rest) for place, rest in held.items() if place is not None)


def _tell_apart(
    segments: Sequence[AuditSegment], members: Membership, wrong: set[int], verdict: Verdict
) -> None:
    """Which entries of the wrong segments are not those that were sealed, and how many of those are gone."""
    present: dict[int, dict[bytes, int]] = {position: {} for position in wrong}
    for row in rows():
        number, xact, _ = row.split(b"\t", 2)
        position = members.of(int(xact))
        if position in wrong:
            present[position][merkle.leaf(row)] = int(number)
    for position in sorted(wrong):
        segment, there = segments[position], present[position]
        sealed = _leaves(segment)
        gone = len(set(sealed) - there.keys())
        strange = sorted(there[leaf] for leaf in there.keys() - set(sealed))
        around = [there[leaf] for leaf in sealed if leaf in there]
        span = f"between entries {around[0]} and {around[-1]}" if around else "all of it"
        at = segment.sealed_at.isoformat(timespec="seconds")
        named = ", ".join(map(str, strange[:10]))
        if strange and gone:
            verdict.found("entry_altered", segment.number, f"{named} is not what was sealed at {at}")
        elif strange:
            verdict.found("entry_inserted", segment.number, f"{named} came after the sealing at {at}")
        if gone > len(strange):
            verdict.found(
                "entry_deleted", segment.number, f"{gone - len(strange)} gone, {span}, sealed at {at}"
            )


def _check_cut(gone: AuditCut, kept: Sequence[Anchor], verdict: Verdict) -> None:
    """Months may go when their time is over, and not before; a witness tells how old they were."""
    if months.mac(gone) != bytes(gone.mac):
        verdict.found("cut_forged", gone.segment, f"the cut at segment {gone.segment} is not ours")
        return
    keep = timedelta(days=AuditEntry.Privacy.keep_days)
    known = [one for one in kept if one.is_ours and one.segment >= gone.segment]
    first = min(known, key=lambda one: one.segment, default=None)
    if first is None or datetime.fromisoformat(first.sealed_at) > gone.cut_at - keep + GRACE:
        verdict.found("cut_too_early", gone.segment, f"segments up to {gone.segment} went before their time")


def _check_anchors(
    name: str,
    kept: Sequence[Anchor],
    segments: Sequence[AuditSegment],
    gone: AuditCut | None,
    verdict: Verdict,
) -> None:
    hashes = {one.number: (bytes(one.hash).hex(), one.entries_before + one.entries) for one in segments}
    last = 0
    if gone:
        hashes[gone.segment] = bytes(gone.hash).hex(), gone.entries
        _check_cut(gone, kept, verdict)
    for position, anchor in enumerate(kept, 1):
        if not anchor.is_ours:
            verdict.found("anchor_forged", anchor.segment, f"{name}: anchor {position} is not ours")
            continue
        last = max(last, anchor.segment)
        if anchor.segment in hashes and hashes[anchor.segment] != (anchor.hash, anchor.entries):
            verdict.found(
                "not_as_anchored",
                anchor.segment,
                f"segment {anchor.segment} or one before is not what it was",
            )
    end = segments[-1].number if segments else 0
    if last > end:
        verdict.found("tail_cut", end + 1, f"segments {end + 1}-{last} were anchored and are gone")
    if segments and not kept:
        verdict.found("anchors_missing", 0, f"{name}: no anchor of {end} segments")
    verdict.anchors += len(kept)
    verdict.unanchored = max(verdict.unanchored, end - last)


def _oldest_unsealed_s(since: int) -> float:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT min(at) FROM core_audit WHERE xact >= %s"), [since])
        oldest: datetime | None = cursor.fetchone()[0]
    return max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
