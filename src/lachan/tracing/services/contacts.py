"""Cases are followed: found, graded and dispatched, set-based, by the statement of ``follow``."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from lachan.core.access import Actor
from lachan.core.events import emit
from lachan.core.policies import exposure_policy, exposure_policy_on
from lachan.core.statements import run
from lachan.kernel.exposure import ExposurePolicy
from lachan.messaging import public as messaging
from lachan.tracing.events import ContactsFound
from lachan.tracing.models import Case
from lachan.tracing.queries.evidence import Window, arguments
from lachan.tracing.services.follow import FOLLOW

# So many cases share one prepared plan; more are planned for their number: what suits one case takes a
# thousand cases minutes, and planning takes milliseconds (docs/explain/performance.md).
FEW = 10


@transaction.atomic
def trace_cases(actor: Actor, cases: Iterable[UUID], *, now: datetime | None = None) -> None:
    """Find, grade and dispatch what these open cases were near to; what was known before is left alone.

    Emits :class:`ContactsFound` for the cases where something changed.
    """
    actor.need_anywhere("tracing.work")
    rows = list(Case.objects.select_for_update().filter(id__in=set(cases), withdrawn_at=None).order_by("id"))
    by_policy: defaultdict[str, list[Case]] = defaultdict(list)
    for case in rows:
        by_policy[case.policy].append(case)
    for policy_id, some in by_policy.items():
        _trace_under(exposure_policy(policy_id), some, now or timezone.now())


@transaction.atomic
def warm_up() -> None:
    """Let this connection plan its statements before the first case asks for them.  Changes nothing."""
    run(FOLLOW, _given(exposure_policy_on(timezone.localdate()), [], timezone.now()))


def _given(policy: ExposurePolicy, cases: Sequence[Case], now: datetime) -> dict[str, Any]:
    windows = [Window(case.id, case.person_id, case.window_from, case.window_to) for case in cases]
    return {
        **arguments(windows, policy, everyone=False),
        "cases": [case.id for case in cases],
        "owned": sorted(policy.owned),
        "now": now,
        "contacts_due": now + policy.contacts_due,
        "points_due": now + policy.points_due,
    }


def _trace_under(policy: ExposurePolicy, cases: Sequence[Case], now: datetime) -> None:
    is_few = len(cases) <= FEW
    if not is_few:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'")  # sorts of millions of rows, once in a while
    followed = run(FOLLOW, _given(policy, cases, now), prepare=is_few)
    _recount([case.id for case in cases if case.traced_at], now)
    _note(followed, timezone.now())
    if changed := sorted(row["ref"] for row in followed if row["is_other"]):
        emit(ContactsFound([str(case_id) for case_id in changed]))


def _note(followed: Sequence[dict[str, Any]], now: datetime) -> None:
    """Keep when a case was first traced and dispatched, and how many were merely present."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE tracing_case c SET present = f.present, traced_at = coalesce(c.traced_at, %(now)s),
                      dispatched_at = coalesce(c.dispatched_at, %(now)s)
               FROM unnest(%(refs)s::uuid[], %(present)s::int[]) AS f(ref, present)
               WHERE c.id = f.ref AND (c.present <> f.present OR c.traced_at IS NULL)""",
            {
                "now": now,
                "refs": [row["ref"] for row in followed],
                "present": [row["present"] for row in followed],
            },
        )


# What was on the lists before may have left them.
RECOUNT = """
    WITH standing AS (
        SELECT task_id, grade FROM tracing_contact
        WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL AND task_id IS NOT NULL
        UNION ALL
        SELECT task_id, '' FROM tracing_exposurepoint
        WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL AND task_id IS NOT NULL),
    counted AS (
        SELECT id, count(s.task_id)::int AS items, coalesce(min(s.grade), '') AS grade
        FROM tracing_task t LEFT JOIN standing s ON s.task_id = t.id
        WHERE t.case_id = ANY(%(cases)s) AND t.withdrawn_at IS NULL AND t.done_at IS NULL
        GROUP BY id)
    UPDATE tracing_task t
    SET items = c.items, grade = CASE WHEN c.items = 0 THEN t.grade ELSE c.grade END,
        withdrawn_at = CASE WHEN c.items = 0 THEN %(now)s::timestamptz END
    FROM counted c WHERE c.id = t.id AND (t.items, t.grade) IS DISTINCT FROM (c.items, c.grade)
    RETURNING t.id, t.items
"""


def _recount(cases: Sequence[UUID], now: datetime) -> None:
    """A list knows how many of its items still stand; one with none left is withdrawn, with its notice."""
    if not cases:
        return
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, {"cases": list(cases), "now": now})
        empty = [task_id for task_id, items in cursor.fetchall() if items == 0]
    if empty:
        messaging.withdraw_about(empty, now=now)
