"""Late data: rows that landed after a case was traced, or while it was."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from lachan.core.access import Actor
from lachan.core.events import defer
from lachan.tracing.services.contacts import trace_cases
from lachan.tracing.services.judging import judge_contacts

AGAIN = timedelta(seconds=2)


@transaction.atomic
def look_again(actor: Actor, cases: Sequence[UUID], *, boundary: int | None = None) -> bool:
    """Trace once more when every transaction that was under way at the first look has ended.

    A visit being stored while a case is traced sees neither the case's watch nor is seen by the trace.  The
    first call notes the newest transaction; later calls wait until all others up to that one are over, then
    look.  Returns whether it looked.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce((SELECT min(x::text::bigint) FROM pg_snapshot_xip(s) AS x), newest), newest
               FROM pg_current_snapshot() AS s,
                    LATERAL (SELECT pg_snapshot_xmax(s)::text::bigint AS newest) AS n"""
        )
        oldest, newest = cursor.fetchone()
    limit = newest if boundary is None else boundary
    if oldest < limit:
        names = [str(case_id) for case_id in cases]
        defer("tracing.look_again", after=AGAIN, priority=-10, cases=names, boundary=limit)
        return False
    trace_cases(actor, cases)
    judge_contacts(actor, cases)
    return True
