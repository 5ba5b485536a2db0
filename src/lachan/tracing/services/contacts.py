"""From a case to evidence, contacts, exposure points and tasks.

Collected, graded and dispatched, set-based.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from lachan.core import watches
from lachan.core.access import Actor
from lachan.core.events import emit
from lachan.core.policies import exposure_policy, exposure_policy_on
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.kernel.exposure import ExposurePolicy
from lachan.messaging import public as messaging
from lachan.places import public as places
from lachan.tracing.events import ContactsFound
from lachan.tracing.models import Case
from lachan.tracing.queries.evidence import GRADES, INPUTS, THERE, Window, arguments
from lachan.tracing.rules import TaskKind

# So many cases share one prepared plan; more are planned for their number: what suits one case takes a
# thousand cases minutes, and planning takes milliseconds (docs/explain/performance.md).
FEW = 10

# From what the recording rooms know of these windows: the grades that get an owner become contacts, owned by
# the team that answers for where the person lives, with every reason; the stays become exposure points, owned
# where the place is.  What holds no more is removed or withdrawn, what holds still is not touched.  "IS TRUE"
# and "IS NOT TRUE" keep the look-ups hashed, whatever the planner believes of the number of rows.
FOLLOW = sql.SQL("""
    WITH {inputs}, {grades},
    anywhere AS MATERIALIZED (SELECT (SELECT team_id FROM tracing_coverage WHERE area_id = 0) AS team_id),
    owned AS MATERIALIZED (
        SELECT g.*, coalesce(c.team_id, anywhere.team_id) AS team_id
        FROM graded g
        CROSS JOIN anywhere
        JOIN ({homes}) home USING (person_id)
        LEFT JOIN tracing_coverage c ON c.area_id = home.area_id
        WHERE g.grade = ANY(%(owned)s)),
    reason AS MATERIALIZED (
        SELECT * FROM found WHERE ((ref, person_id) IN (SELECT ref, person_id FROM owned)) IS TRUE),
    there AS MATERIALIZED ({there}),
    forget AS (
        DELETE FROM tracing_evidence
        WHERE case_id = ANY(%(cases)s)
              AND ((case_id, person_id, source, place_id, since, met_at) IN (
                   SELECT ref, person_id, source, place_id, since, met_at FROM reason)) IS NOT TRUE),
    keep AS (
        INSERT INTO tracing_evidence AS e
               (case_id, person_id, source, place_id, since, met_at, starts_at, ends_at, distance_m, masked,
                closed, capacity, assumed)
        SELECT ref, person_id, source, place_id, since, met_at, starts_at, ends_at, distance_m, masked,
               closed, capacity, assumed
        FROM reason
        ON CONFLICT (case_id, person_id, source, place_id, since, met_at) DO UPDATE SET
            starts_at = EXCLUDED.starts_at, ends_at = EXCLUDED.ends_at, distance_m = EXCLUDED.distance_m,
            masked = EXCLUDED.masked, closed = EXCLUDED.closed, capacity = EXCLUDED.capacity,
            assumed = EXCLUDED.assumed
        WHERE (e.starts_at, e.ends_at, e.distance_m, e.masked, e.closed, e.capacity, e.assumed)
              IS DISTINCT FROM
              (EXCLUDED.starts_at, EXCLUDED.ends_at, EXCLUDED.distance_m, EXCLUDED.masked, EXCLUDED.closed,
               EXCLUDED.capacity, EXCLUDED.assumed)),
    lapsed_contact AS (
        UPDATE tracing_contact SET withdrawn_at = %(now)s, task_id = NULL
        WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL
              AND ((case_id, person_id) IN (SELECT ref, person_id FROM owned)) IS NOT TRUE
        RETURNING case_id),
    contact AS (
        INSERT INTO tracing_contact AS c
               (case_id, person_id, grade, minutes, first_at, last_at, team_id, became_id)
        SELECT o.ref, o.person_id, o.grade, o.minutes, o.first_at, o.last_at, o.team_id,
               (SELECT k.id FROM tracing_case k WHERE k.person_id = o.person_id AND k.withdrawn_at IS NULL
                ORDER BY k.sampled_at DESC LIMIT 1)
        FROM owned o
        ON CONFLICT (case_id, person_id) DO UPDATE SET
            grade = EXCLUDED.grade, minutes = EXCLUDED.minutes, first_at = EXCLUDED.first_at,
            last_at = EXCLUDED.last_at, team_id = EXCLUDED.team_id, became_id = EXCLUDED.became_id,
            withdrawn_at = NULL, task_id = CASE WHEN c.team_id = EXCLUDED.team_id THEN c.task_id END
        WHERE (c.grade, c.minutes, c.first_at, c.last_at, c.team_id, c.became_id, c.withdrawn_at)
              IS DISTINCT FROM
              (EXCLUDED.grade, EXCLUDED.minutes, EXCLUDED.first_at, EXCLUDED.last_at, EXCLUDED.team_id,
               EXCLUDED.became_id, NULL)
        RETURNING case_id),
    lapsed_point AS (
        UPDATE tracing_exposurepoint SET withdrawn_at = %(now)s, task_id = NULL
        WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL
              AND ((case_id, place_id, starts_at) IN (SELECT ref, place_id, since FROM there)) IS NOT TRUE
        RETURNING case_id),
    point AS (
        INSERT INTO tracing_exposurepoint AS p
               (case_id, place_id, starts_at, ends_at, present, assumed, team_id)
        SELECT t.ref, t.place_id, t.since, t.until, t.present, t.assumed,
               coalesce(c.team_id, anywhere.team_id)
        FROM there t
        CROSS JOIN anywhere
        JOIN ({sites}) site USING (place_id)
        LEFT JOIN tracing_coverage c ON c.area_id = site.area_id
        ON CONFLICT (case_id, place_id, starts_at) DO UPDATE SET
            ends_at = EXCLUDED.ends_at, present = EXCLUDED.present, assumed = EXCLUDED.assumed,
            withdrawn_at = NULL, team_id = EXCLUDED.team_id,
            task_id = CASE WHEN p.team_id = EXCLUDED.team_id THEN p.task_id END
        WHERE (p.ends_at, p.present, p.assumed, p.team_id, p.withdrawn_at) IS DISTINCT FROM
              (EXCLUDED.ends_at, EXCLUDED.present, EXCLUDED.assumed, EXCLUDED.team_id, NULL)
        RETURNING case_id),
    tally AS MATERIALIZED (
        SELECT ref, sum(seen)::int AS present
        FROM (SELECT ref, count(DISTINCT person_id) AS seen FROM found GROUP BY ref
              UNION ALL SELECT ref, -count(*) FROM owned GROUP BY ref) AS counted
        GROUP BY ref)
    SELECT one.ref, coalesce(tally.present, 0) AS present,
           ((one.ref IN (SELECT case_id FROM contact)) OR (one.ref IN (SELECT case_id FROM lapsed_contact))
            OR (one.ref IN (SELECT case_id FROM point)) OR (one.ref IN (SELECT case_id FROM lapsed_point)))
           IS TRUE AS is_other
    FROM unnest(%(cases)s::uuid[]) AS one(ref) LEFT JOIN tally USING (ref)
""").format(inputs=INPUTS, grades=GRADES, there=THERE, sites=places.SITES, homes=identity.HOMES)


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
    policy, now = exposure_policy_on(timezone.localdate()), timezone.now()
    run(
        FOLLOW,
        {**arguments([], policy, everyone=False), "cases": [], "owned": sorted(policy.owned), "now": now},
    )
    for kind in TaskKind:
        _dispatch(kind, [], now, now)


def _trace_under(policy: ExposurePolicy, cases: Sequence[Case], now: datetime) -> None:
    refs = [case.id for case in cases]
    windows = [Window(case.id, case.person_id, case.window_from, case.window_to) for case in cases]
    given = {
        **arguments(windows, policy, everyone=False),
        "cases": refs,
        "owned": sorted(policy.owned),
        "now": now,
    }
    if len(refs) > FEW:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'")  # sorts of millions of rows, once in a while
    followed = run(FOLLOW, given, prepare=len(refs) <= FEW)
    _note(followed, timezone.now())
    new = [
        *_dispatch(TaskKind.CONTACTS, refs, now, now + policy.contacts_due),
        *_dispatch(TaskKind.POINTS, refs, now, now + policy.points_due),
    ]
    _recount(refs, now)
    messaging.send(
        [
            messaging.Message(
                t["area_path"], "tracing.new_task", t["id"], t["case_id"], {"items": t["items"]}
            )
            for t in new
        ],
        now=now,
    )
    _watch(cases)
    Case.objects.filter(id__in=refs, dispatched_at=None).update(dispatched_at=timezone.now())
    if changed := sorted(row["ref"] for row in followed if row["is_other"]):
        emit(ContactsFound([str(case_id) for case_id in changed]))


def _note(followed: Sequence[dict[str, Any]], now: datetime) -> None:
    """Keep when a case was first traced, and how many were merely present: they are counted, not kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE tracing_case c SET present = f.present, traced_at = coalesce(c.traced_at, %s)
               FROM unnest(%s::uuid[], %s::int[]) AS f(ref, present)
               WHERE c.id = f.ref AND (c.present <> f.present OR c.traced_at IS NULL)""",
            [now, [row["ref"] for row in followed], [row["present"] for row in followed]],
        )


# Whatever has an owner and stands on no list yet goes on a new list of that owner: one per case, team and
# kind.
DISPATCH = """
    WITH loose AS (
        SELECT case_id, team_id, count(*) AS items FROM {table}
        WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL AND task_id IS NULL AND team_id IS NOT NULL
        GROUP BY case_id, team_id),
    made AS (
        INSERT INTO tracing_task (id, case_id, team_id, kind, generation, area_path, items, opened_at, due_at)
        SELECT gen_random_uuid(), l.case_id, l.team_id, %(kind)s,
               1 + coalesce((SELECT max(generation) FROM tracing_task t
                             WHERE (t.case_id, t.team_id, t.kind) = (l.case_id, l.team_id, %(kind)s)), 0),
               team.area_path, l.items, %(now)s, %(due)s
        FROM loose l JOIN tracing_team team ON team.id = l.team_id
        RETURNING id, case_id, team_id, area_path, items)
    SELECT id, case_id, team_id, area_path, items FROM made
"""
# A statement of its own, because a planner that is shown the lists knows how many there are.
ASSIGN = """
    UPDATE {table} c SET task_id = made.id
    FROM unnest(%(ids)s::uuid[], %(cases)s::uuid[], %(teams)s::int[]) AS made(id, case_id, team_id)
    WHERE (c.case_id, c.team_id) = (made.case_id, made.team_id)
          AND c.task_id IS NULL AND c.withdrawn_at IS NULL
"""
TABLES = {TaskKind.CONTACTS: "tracing_contact", TaskKind.POINTS: "tracing_exposurepoint"}


def _dispatch(kind: TaskKind, cases: Sequence[UUID], now: datetime, due: datetime) -> list[dict[str, Any]]:
    table, few = sql.Identifier(TABLES[kind]), len(cases) <= FEW
    given = {"cases": list(cases), "kind": kind.value, "now": now, "due": due}
    made = run(sql.SQL(DISPATCH).format(table=table), given, prepare=few)
    columns = {"ids": "id", "cases": "case_id", "teams": "team_id"}
    lists = {name: [row[column] for row in made] for name, column in columns.items()}
    run(sql.SQL(ASSIGN).format(table=table), lists, prepare=few)
    return made


def _recount(cases: Sequence[UUID], now: datetime) -> None:
    """A list knows how many of its items still stand; one with none left is withdrawn, with its notice."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH counted AS (
                   SELECT id, (SELECT count(*) FROM tracing_contact c
                               WHERE c.task_id = t.id AND c.withdrawn_at IS NULL)
                              + (SELECT count(*) FROM tracing_exposurepoint p
                                 WHERE p.task_id = t.id AND p.withdrawn_at IS NULL) AS items
                   FROM tracing_task t
                   WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL AND done_at IS NULL)
               UPDATE tracing_task t
               SET items = c.items, withdrawn_at = CASE WHEN c.items = 0 THEN %(now)s::timestamptz END
               FROM counted c WHERE c.id = t.id AND t.items <> c.items
               RETURNING t.id, t.items""",
            {"cases": list(cases), "now": now},
        )
        empty = [task_id for task_id, items in cursor.fetchall() if items == 0]
    if empty:
        messaging.withdraw_about(empty, now=now)


def _watch(cases: Sequence[Case]) -> None:
    """Ask the recording rooms to tell what lands later in these windows and at these places."""
    at: defaultdict[UUID, list[watches.Span]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, place_id, starts_at, ends_at FROM tracing_exposurepoint"
            " WHERE case_id = ANY(%s) AND withdrawn_at IS NULL",
            [[case.id for case in cases]],
        )
        for case_id, place_id, start, end in cursor.fetchall():
            at[case_id].append(("places.place", place_id, start, end))
    spans = []
    for case in cases:
        if case.window_from < case.window_to:
            person = (case.person_id, case.window_from, case.window_to)
            at[case.id] += [("places.person", *person), ("proximity.person", *person)]
        spans += [(case.id, *span) for span in at[case.id]]
    watches.set_for([case.id for case in cases], spans)
