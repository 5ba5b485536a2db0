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
from lachan.tracing.queries.evidence import SEALED, Window, arguments
from lachan.tracing.services.follow import FIRST, FOLLOW

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
    follow_cases(rows, now=now)


def follow_cases(cases: Iterable[Case], *, now: datetime | None = None) -> None:
    """Trace open cases that this transaction has written or locked."""
    alike: defaultdict[tuple[str, bool], list[Case]] = defaultdict(list)
    for case in cases:
        alike[case.policy, case.traced_at is None].append(case)
    for (policy_id, is_first), some in alike.items():
        _trace_under(exposure_policy(policy_id), some, now or timezone.now(), is_first=is_first)


def read_otherwise(cases: Iterable[Case]) -> list[UUID]:
    """The cases of which there is something else to read than when they were traced last."""
    by_policy: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_policy[case.policy].append(case)
    found: dict[UUID, int] = {}
    for policy_id, some in by_policy.items():
        asked = arguments(_windows(some), exposure_policy(policy_id), everyone=False)
        found |= {row["ref"]: row["seal"] for row in run(SEALED, asked, prepare=len(some) <= FEW)}
    return [case.id for some in by_policy.values() for case in some if case.seal != found.get(case.id)]


def link_conversions(people: Sequence[int]) -> None:
    """A contact who is a case too knows it: the person's latest illness that stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH latest AS MATERIALIZED (
                   SELECT who.id AS person_id, (SELECT k.id FROM tracing_case k
                       WHERE k.person_id = who.id AND k.withdrawn_at IS NULL
                       ORDER BY k.sampled_at DESC LIMIT 1) AS id
                   FROM unnest(%s::bigint[]) AS who(id))
               UPDATE tracing_contact c SET became_id = latest.id FROM latest
               WHERE c.person_id = latest.person_id AND c.became_id IS DISTINCT FROM latest.id""",
            [list(people)],
        )


@transaction.atomic
def warm_up() -> None:
    """Let this connection plan its statements before the first case asks for them.  Changes nothing."""
    policy = exposure_policy_on(timezone.localdate())
    for statement in (FIRST, FOLLOW):
        run(statement, _given(policy, [], timezone.now()))
    run(SEALED, arguments([], policy, everyone=False))


def _windows(cases: Sequence[Case]) -> list[Window]:
    return [Window(case.id, case.person_id, case.window_from, case.window_to) for case in cases]


def _given(policy: ExposurePolicy, cases: Sequence[Case], now: datetime) -> dict[str, Any]:
    return {
        **arguments(_windows(cases), policy, everyone=False),
        "cases": [case.id for case in cases],
        "owned": sorted(policy.owned),
        "now": now,
        "contacts_due": now + policy.contacts_due,
        "points_due": now + policy.points_due,
    }


def _trace_under(policy: ExposurePolicy, cases: Sequence[Case], now: datetime, *, is_first: bool) -> None:
    is_few = len(cases) <= FEW
    if not is_few:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'")  # sorts of millions of rows, once in a while
    followed = run(FIRST if is_first else FOLLOW, _given(policy, cases, now), prepare=is_few)
    if not is_first:
        _recount([case.id for case in cases], now)
    if changed := sorted(row["ref"] for row in followed if row["is_other"]):
        emit(ContactsFound([str(case_id) for case_id in changed]))


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
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, {"cases": list(cases), "now": now})
        empty = [task_id for task_id, items in cursor.fetchall() if items == 0]
    if empty:
        messaging.withdraw_about(empty, now=now)
