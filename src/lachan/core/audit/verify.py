"""Is the trail what it was?  Every entry is read and hashed again, here, and compared with what was sealed.

An entry's bytes give its leaf, the leaves give their segment's root and chain, the chain gives the hash that
the witnesses keep.  A change is told where it is: entry, segment, or anchor.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from lachan.core.audit.anchors import Anchor, witnesses
from lachan.core.audit.segments import START, Membership, chained, rows, snapshot
from lachan.core.models import AuditSegment
from lachan.kernel import merkle


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
        _check_chain(segments, verdict)
        _check_entries(segments, verdict)
    for name, kept in anchors:
        _check_anchors(name, kept, segments, verdict)
    verdict.seconds = time.perf_counter() - start
    return verdict


def _check_chain(segments: Sequence[AuditSegment], verdict: Verdict) -> None:
    before, expected, count = START, 1, 0
    for one in segments:
        if one.number != expected:
            gap = f"{expected}" if one.number == expected + 1 else f"{expected}-{one.number - 1}"
            verdict.found("segment_missing", expected, f"segment {gap} is gone")
        leaves = _leaves(one)
        told = (before, one.number, one.snapshot, one.entries, merkle.root(leaves))
        if chained(*told) != bytes(one.hash) or (one.entries, one.entries_before) != (len(leaves), count):
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
    held: dict[int, list[bytes]] = {position: [] for position in range(len(segments))}
    wrong: set[int] = set()
    for position, row in _placed(members, verdict):
        leaves = held.get(position)
        if leaves is None:
            wrong.add(position)  # one too many
            continue
        leaves.append(merkle.leaf(row))
        if len(leaves) == segments[position].entries:
            if b"".join(leaves) != bytes(segments[position].leaves):
                wrong.add(position)
            del held[position]
    wrong |= held.keys()
    if wrong:
        _tell_apart(segments, members, wrong, verdict)
    if verdict.unsealed:
        verdict.oldest_unsealed_s = _oldest_unsealed_s(members.ends[-1] if segments else 0)


def _placed(members: Membership, verdict: Verdict) -> Iterator[tuple[int, bytes]]:
    """Each sealed entry with the position of its segment; all are counted."""
    xact, position, count, unsealed = b"", None, 0, 0
    for row in rows():
        count += 1
        now = row.split(b"\t", 2)[1]
        if now != xact:
            xact, position = now, members.of(int(now))
        if position is None:
            unsealed += 1
        else:
            yield position, row
    verdict.entries, verdict.unsealed = count, unsealed


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


def _check_anchors(
    name: str, kept: Sequence[Anchor], segments: Sequence[AuditSegment], verdict: Verdict
) -> None:
    hashes = {one.number: (bytes(one.hash).hex(), one.entries_before + one.entries) for one in segments}
    last = 0
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
