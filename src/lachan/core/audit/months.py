"""Whole months of the trail go when their time is over; a cut stands for them, and the chain goes on from it.

A superuser cannot make such a cut to hide something: it needs the key ring, and a witness must have known the
segment since before the time was over (``verify`` checks both).
"""

import re
from datetime import UTC, date, datetime

from django.db import connection, transaction

from lachan.core import sealing
from lachan.core.audit.segments import Membership, snapshot
from lachan.core.models import AuditCut, AuditEntry, AuditSegment

PURPOSE = "audit cut"
AHEAD = 3  # months made before they begin
BOUND = re.compile(r"TO \('([^']+)'\)")


def ensure(today: date) -> int:
    """Make the partitions of this month and the coming ones; how many were missing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('lachan.audit.months'))")
        cursor.execute(
            "SELECT count(*) FILTER (WHERE core_audit_month(month::date)) FROM (SELECT"
            " %s::date + make_interval(months => ahead) FROM generate_series(0, %s) AS ahead) AS m(month)",
            [today.replace(day=1), AHEAD],
        )
        return int(cursor.fetchone()[0])


def month_of(limit: datetime) -> datetime:
    """Where the month of ``limit`` begins: what lies before goes as whole months."""
    return limit.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def over(limit: datetime) -> dict[str, datetime]:
    """The partitions that end at ``limit`` or before, and where they end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i"
            " JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'core_audit'::regclass"
        )
        bounds = {name: BOUND.search(told) for name, told in cursor.fetchall()}
    ends = {name: datetime.fromisoformat(found[1]) for name, found in bounds.items() if found}
    return {name: end for name, end in ends.items() if end <= limit}


@transaction.atomic
def cut(limit: datetime, *, now: datetime) -> int:
    """Let the months before ``limit`` go; how many partitions went.

    Nothing goes while an entry of theirs is not sealed, or is sealed together with one that is younger than
    ``limit``, or where nothing would be left to go on from.  The caller has verified the trail.
    """
    gone = over(limit)
    if not gone:
        return 0
    last = _last_segment(max(gone.values()))
    if last is None or last.sealed_at > limit:
        return 0
    known = snapshot(last.snapshot)
    fresh = AuditCut(
        segment=last.number,
        hash=bytes(last.hash),
        entries=last.entries_before + last.entries,
        until=last.sealed_at,
        cut_at=now,
    )
    fresh.mac = mac(fresh)
    tables = ("core_audit", "core_audit_segment")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for name in gone:
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}")
        # entries of the next month that were sealed with the last ones of this
        cursor.execute(
            "DELETE FROM core_audit"
            " WHERE xact < %s AND pg_visible_in_snapshot(xact::text::xid8, %s::pg_snapshot)",
            [known.xmax, known.text],
        )
        cursor.execute("DELETE FROM core_audit_segment WHERE number <= %s", [last.number])
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    fresh.save(force_insert=True)
    return len(gone)


def mac(one: AuditCut) -> bytes:
    times = f"{one.until.isoformat()}|{one.cut_at.isoformat()}"
    told = f"{one.segment}|{bytes(one.hash).hex()}|{one.entries}|{times}"
    return sealing.mac(told.encode(), purpose=PURPOSE)


def _last_segment(end: datetime) -> AuditSegment | None:
    """The last segment with an entry from before ``end``; None: one is not sealed, or no segment follows."""
    segments = list(AuditSegment.objects.order_by("number").defer("leaves"))
    members = Membership([snapshot(one.snapshot) for one in segments])
    xacts = AuditEntry.objects.filter(at__lt=end).order_by().values_list("xact", flat=True).distinct()
    positions = [members.of(xact) for xact in xacts.iterator()]
    if not positions or None in positions:
        return None
    last = max(position for position in positions if position is not None)
    return segments[last] if last + 1 < len(segments) else None
