"""Late data: rows that landed after a case was traced, or while it was."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from lachan.core.access import Actor
from lachan.core.events import defer
from lachan.tracing.models import Case
from lachan.tracing.services.contacts import link_conversions, read_otherwise, trace_cases
from lachan.tracing.services.judging import judge_contacts

AGAIN = timedelta(seconds=2)


@transaction.atomic
def look_again(actor: Actor, cases: Sequence[UUID], *, boundary: int | None = None) -> bool:
    """Look once more when every transaction that was under way at the first look has ended.

    A visit being stored while a case is traced sees neither the case's watch nor is seen by the trace.  The
    first call notes the newest transaction; later calls wait until all others up to that one are over, then
    look.  Only cases of which there is something else to read are traced again.  Returns whether it looked.
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
    look(actor, cases)
    judge_contacts(actor, cases)
    return True


@transaction.atomic
def look(actor: Actor, cases: Sequence[UUID]) -> list[UUID]:
    """Trace those of these cases again of which there is something else to read now; return them.

    Two cases of people who met, traced at the same time, did not see each other: they are linked here.
    """
    rows = list(Case.objects.filter(id__in=cases, withdrawn_at=None))
    link_conversions([case.person_id for case in rows])
    changed = read_otherwise(rows)
    if changed:
        trace_cases(actor, changed)
    return changed
