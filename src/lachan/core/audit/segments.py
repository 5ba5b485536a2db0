"""The trail in segments: what was written since the last look is hashed, chained, and told to the witnesses.

Writers know nothing of it: no lock, no shared row, no hash while a case is traced.  A segment holds the
entries of the transactions that were finished at its snapshot and not at the one before; an entry tells its
transaction (``xact``), so membership is a function of stored values, and a long transaction holds up nobody
else's entries.  What was written after the last anchor is not protected yet: a few seconds (ADR 0015).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg import sql
from psycopg.pq import ExecStatus

from lachan.core.audit.anchors import Anchor, witnesses
from lachan.core.errors import TrailFromElsewhere
from lachan.core.models import AuditSegment
from lachan.kernel import merkle

START = bytes(merkle.HASH_BYTES)  # what the first segment follows

# The bytes that are hashed: PostgreSQL's COPY in text, which escapes what separates, in UTC.
ENTRIES = sql.SQL(
    "SELECT id, xact, at, actor, role, verb, subject, area_path, facts FROM core_audit WHERE {} ORDER BY id"
)
ALL = sql.SQL("true")
SINCE = sql.SQL(
    "xact >= {since} AND xact < {until} AND pg_visible_in_snapshot(xact::text::xid8, {now}::pg_snapshot)"
    " AND NOT pg_visible_in_snapshot(xact::text::xid8, {before}::pg_snapshot)"
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The finished transactions: all below ``xmin``, none from ``xmax``, between them not ``running``."""

    text: str
    xmin: int
    xmax: int
    running: frozenset[int]

    def sees(self, xact: int) -> bool:
        return xact < self.xmin or (xact < self.xmax and xact not in self.running)


NOTHING = Snapshot("1:1:", 1, 1, frozenset())


def snapshot(text: str) -> Snapshot:
    xmin, xmax, running = text.split(":")
    return Snapshot(text, int(xmin), int(xmax), frozenset(map(int, running.split(",") if running else ())))


class Membership:
    """To which of the segments, oldest first, an entry belongs."""

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self.snapshots = snapshots
        self.ends = [one.xmax for one in snapshots]

    def of(self, xact: int) -> int | None:
        """Position of the first segment that saw the transaction finished; None: not sealed yet."""
        for position in range(bisect_right(self.ends, xact), len(self.ends)):
            if self.snapshots[position].sees(xact):
                return position
        return None


def chained(before: bytes, number: int, snapshot_text: str, entries: int, root: bytes) -> bytes:
    """The hash of a segment, and with it of all before."""
    return sha256(before + f"{number}|{snapshot_text}|{entries}|".encode() + root).digest()


def rows(condition: sql.Composable = ALL) -> Iterator[bytes]:
    """The entries as the bytes that are hashed, by id.  Inside a transaction."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'")
    statement = sql.SQL("COPY ({}) TO STDOUT").format(ENTRIES.format(condition))
    yield from _lines(connection.connection.pgconn, statement.as_bytes(connection.connection))


def _lines(server: Any, statement: bytes) -> Iterator[bytes]:
    """COPY by libpq itself: psycopg's own loop costs more than the hashing."""
    begun = server.exec_(statement)
    if begun.status != ExecStatus.COPY_OUT:
        raise OperationalError(begun.error_message.decode(errors="replace"))
    size = 1
    try:
        while True:
            size, row = server.get_copy_data(0)
            if size <= 0:
                break
            yield bytes(row)
    finally:
        while size > 0:  # whoever stops early leaves the connection as it was
            size, _ = server.get_copy_data(0)
        while server.get_result() is not None:
            pass
    if size == -2:
        raise OperationalError("the audit trail was not read to its end")


@transaction.atomic
def seal() -> AuditSegment | None:
    """Seal what was written since the last time; None where there was nothing, or another is at it.

    Raises :class:`TrailFromElsewhere` where the trail knows transactions that this server has not reached.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('lachan.audit'))")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SELECT pg_current_snapshot()::text")
        now = snapshot(cursor.fetchone()[0])
    last = AuditSegment.objects.order_by("-number").defer("leaves").first()
    before = snapshot(last.snapshot) if last else NOTHING
    if now.xmax < before.xmax:
        raise TrailFromElsewhere(before.xmax, now.xmax)
    since = SINCE.format(since=before.xmin, until=now.xmax, now=now.text, before=before.text)
    leaves = [merkle.leaf(row) for row in rows(since)]
    if not leaves:
        return None
    number, root = (last.number + 1 if last else 1), merkle.root(leaves)
    return AuditSegment.objects.create(
        number=number,
        sealed_at=datetime.now(UTC),
        snapshot=now.text,
        entries=len(leaves),
        entries_before=last.entries_before + last.entries if last else 0,
        leaves=b"".join(leaves),
        hash=chained(bytes(last.hash) if last else START, number, now.text, len(leaves), root),
    )


def anchor() -> Anchor | None:
    """Tell the witnesses of the newest segment where they do not know it; None where they do.

    Run after the segment is committed: a crash between the two is made good by the next run.
    """
    last = AuditSegment.objects.order_by("-number").defer("leaves").first()
    if last is None:
        return None
    fresh = Anchor(
        last.number, bytes(last.hash).hex(), last.entries_before + last.entries, last.sealed_at.isoformat()
    ).signed()
    unaware = [w for w in witnesses() if w.newest() < last.number]
    for witness in unaware:
        witness.keep(fresh)
    return fresh if unaware else None
