"""From a case to evidence, contacts, exposure points and tasks: collected, graded and dispatched, set-based."""

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
from lachan.core.policies import exposure_policy
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.kernel.exposure import ExposurePolicy
from lachan.messaging import public as messaging
from lachan.places import public as places
from lachan.tracing.events import ContactsFound
from lachan.tracing.models import Case
from lachan.tracing.queries.evidence import GRADES, INPUTS, THERE, Window, arguments, rule_arguments
from lachan.tracing.rules import TaskKind

# What the recording rooms know of these windows becomes this room's evidence and exposure points.  Rows that
# hold no more are removed (evidence) or withdrawn (points), rows that hold still are not touched.  NOT IN is hashed
# whatever the planner believes of the number of rows; no column here is null.  A case is locked while it is
# traced, so that what is found first needs no ON CONFLICT, which costs twice as much.
COLLECT = sql.SQL("""
    WITH {inputs},
    there AS MATERIALIZED ({there}),
    forget AS (
        DELETE FROM tracing_evidence e
        WHERE e.case_id = ANY(%(cases)s)
              AND (case_id, person_id, source, place_id, since, met_at) NOT IN (
                  SELECT ref, person_id, source, place_id, since, met_at FROM found)),
    traced AS MATERIALIZED (
        SELECT id FROM unnest(%(cases)s::uuid[]) AS id
        WHERE EXISTS (SELECT FROM tracing_evidence e WHERE e.case_id = id)),
    first AS (
        INSERT INTO tracing_evidence
               (case_id, person_id, source, place_id, since, met_at, starts_at, ends_at, distance_m, masked, closed,
                capacity, assumed)
        SELECT ref, person_id, source, place_id, since, met_at, starts_at, ends_at, distance_m, masked, closed,
               capacity, assumed
        FROM found WHERE ref NOT IN (SELECT id FROM traced)),
    again AS (
        INSERT INTO tracing_evidence AS e
               (case_id, person_id, source, place_id, since, met_at, starts_at, ends_at, distance_m, masked, closed,
                capacity, assumed)
        SELECT ref, person_id, source, place_id, since, met_at, starts_at, ends_at, distance_m, masked, closed,
               capacity, assumed
        FROM found WHERE ref IN (SELECT id FROM traced)
        ON CONFLICT (case_id, person_id, source, place_id, since, met_at) DO UPDATE SET
            starts_at = EXCLUDED.starts_at, ends_at = EXCLUDED.ends_at, distance_m = EXCLUDED.distance_m,
            masked = EXCLUDED.masked, closed = EXCLUDED.closed, capacity = EXCLUDED.capacity,
            assumed = EXCLUDED.assumed
        WHERE (e.starts_at, e.ends_at, e.distance_m, e.masked, e.closed, e.capacity, e.assumed) IS DISTINCT FROM
              (EXCLUDED.starts_at, EXCLUDED.ends_at, EXCLUDED.distance_m, EXCLUDED.masked, EXCLUDED.closed,
               EXCLUDED.capacity, EXCLUDED.assumed)),
    lapse AS (
        UPDATE tracing_exposurepoint p SET withdrawn_at = %(now)s, task_id = NULL
        WHERE p.case_id = ANY(%(cases)s) AND p.withdrawn_at IS NULL
              AND (case_id, place_id, starts_at) NOT IN (SELECT ref, place_id, since FROM there))
    INSERT INTO tracing_exposurepoint AS p (case_id, place_id, starts_at, ends_at, present, assumed, team_id)
    SELECT t.ref, t.place_id, t.since, t.until, t.present, t.assumed, coalesce(c.team_id, anywhere.team_id)
    FROM there t
    JOIN ({sites}) site USING (place_id)
    LEFT JOIN tracing_coverage c ON c.area_id = site.area_id
    LEFT JOIN tracing_coverage anywhere ON anywhere.area_id = 0
    ON CONFLICT (case_id, place_id, starts_at) DO UPDATE SET
        ends_at = EXCLUDED.ends_at, present = EXCLUDED.present, assumed = EXCLUDED.assumed, withdrawn_at = NULL,
        team_id = EXCLUDED.team_id,
        task_id = CASE WHEN p.team_id = EXCLUDED.team_id THEN p.task_id END
    WHERE (p.ends_at, p.present, p.assumed, p.team_id, p.withdrawn_at) IS DISTINCT FROM
          (EXCLUDED.ends_at, EXCLUDED.present, EXCLUDED.assumed, EXCLUDED.team_id, NULL)
    RETURNING case_id
""").format(inputs=INPUTS, there=THERE, sites=places.SITES)

# The grades that get an owner become contacts, owned by the team that answers for where the person lives.
GRADE = sql.SQL("""
    WITH found AS MATERIALIZED (
        SELECT case_id AS ref, person_id, source, starts_at, ends_at, distance_m, masked, closed, capacity
        FROM tracing_evidence WHERE case_id = ANY(%(cases)s)),
    {grades},
    owned AS MATERIALIZED (
        SELECT g.*, coalesce(c.team_id, anywhere.team_id) AS team_id
        FROM graded g
        JOIN ({homes}) home USING (person_id)
        LEFT JOIN tracing_coverage c ON c.area_id = home.area_id
        LEFT JOIN tracing_coverage anywhere ON anywhere.area_id = 0
        WHERE g.grade = ANY(%(owned)s)),
    lapse AS (
        UPDATE tracing_contact c SET withdrawn_at = %(now)s, task_id = NULL
        WHERE c.case_id = ANY(%(cases)s) AND c.withdrawn_at IS NULL
              AND (case_id, person_id) NOT IN (SELECT ref, person_id FROM owned))
    INSERT INTO tracing_contact AS c (case_id, person_id, grade, minutes, first_at, last_at, team_id, became_id)
    SELECT o.ref, o.person_id, o.grade, o.minutes, o.first_at, o.last_at, o.team_id,
           (SELECT k.id FROM tracing_case k WHERE k.person_id = o.person_id AND k.withdrawn_at IS NULL
            ORDER BY k.sampled_at DESC LIMIT 1)
    FROM owned o
    ON CONFLICT (case_id, person_id) DO UPDATE SET
        grade = EXCLUDED.grade, minutes = EXCLUDED.minutes, first_at = EXCLUDED.first_at, last_at = EXCLUDED.last_at,
        team_id = EXCLUDED.team_id, became_id = EXCLUDED.became_id, withdrawn_at = NULL,
        task_id = CASE WHEN c.team_id = EXCLUDED.team_id THEN c.task_id END
    WHERE (c.grade, c.minutes, c.first_at, c.last_at, c.team_id, c.became_id, c.withdrawn_at) IS DISTINCT FROM
          (EXCLUDED.grade, EXCLUDED.minutes, EXCLUDED.first_at, EXCLUDED.last_at, EXCLUDED.team_id,
           EXCLUDED.became_id, NULL)
    RETURNING case_id
""").format(grades=GRADES, homes=identity.HOMES)


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


def _trace_under(policy: ExposurePolicy, cases: Sequence[Case], now: datetime) -> None:
    refs = [case.id for case in cases]
    windows = [Window(case.id, case.person_id, case.window_from, case.window_to) for case in cases]
    points = run(COLLECT, {**arguments(windows, policy), "cases": refs, "now": now})
    contacts = run(
        GRADE, {**rule_arguments(policy), "cases": refs, "owned": sorted(policy.owned), "now": now}
    )
    Case.objects.filter(id__in=refs, traced_at=None).update(traced_at=timezone.now())
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
    if points or contacts:
        changed = {row["case_id"] for row in [*points, *contacts]}
        emit(ContactsFound([str(case_id) for case_id in sorted(changed)]))


# Whatever has an owner and stands on no list yet goes on a new list of that owner: one per case, team and kind.
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
        RETURNING id, case_id, team_id, area_path, items),
    put AS (
        UPDATE {table} c SET task_id = made.id FROM made
        WHERE (c.case_id, c.team_id) = (made.case_id, made.team_id) AND c.task_id IS NULL AND c.withdrawn_at IS NULL)
    SELECT id, case_id, area_path, items FROM made
"""
TABLES = {TaskKind.CONTACTS: "tracing_contact", TaskKind.POINTS: "tracing_exposurepoint"}


def _dispatch(kind: TaskKind, cases: Sequence[UUID], now: datetime, due: datetime) -> list[dict[str, Any]]:
    statement = sql.SQL(DISPATCH).format(table=sql.Identifier(TABLES[kind]))  # type: ignore[arg-type]
    return run(statement, {"cases": list(cases), "kind": kind.value, "now": now, "due": due})


def _recount(cases: Sequence[UUID], now: datetime) -> None:
    """A list knows how many of its items still stand; one with none left is withdrawn, with its notice."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH standing AS (
                   SELECT task_id, count(*) AS items FROM tracing_contact
                   WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL GROUP BY task_id
                   UNION ALL
                   SELECT task_id, count(*) FROM tracing_exposurepoint
                   WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL GROUP BY task_id),
               counted AS (
                   SELECT t.id, coalesce(s.items, 0) AS items
                   FROM tracing_task t LEFT JOIN standing s ON s.task_id = t.id
                   WHERE t.case_id = ANY(%(cases)s) AND t.withdrawn_at IS NULL AND t.done_at IS NULL)
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
