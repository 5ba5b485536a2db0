"""The one statement from windows of cases to what follows: reasons, contacts, points, lists, notices.

Set-based, for one case or for thousands.  What holds no more is removed or withdrawn, what holds still is not
touched.  Rooms below contribute what is theirs as SQL: evidence, homes, sites, notices, watches.

``FIRST`` is the same for cases that were never traced: nothing stood before, so nothing is compared.
"""

from collections.abc import Sequence

from psycopg import sql

from lachan.core import watches
from lachan.identity import public as identity
from lachan.messaging import public as messaging
from lachan.places import public as places
from lachan.tracing.queries.evidence import GRADES, INPUTS, SEALS, THERE
from lachan.tracing.rules import TaskKind

# What stood before.  "IS TRUE" and "IS NOT TRUE" keep the look-ups hashed, whatever the planner believes of
# the number of rows.
KNOWN = sql.SQL("""
    known_contact AS MATERIALIZED (
        SELECT case_id, person_id, team_id, withdrawn_at IS NULL AND task_id IS NOT NULL AS is_listed
        FROM tracing_contact WHERE case_id = ANY(%(cases)s)),
    known_reason AS MATERIALIZED (
        SELECT case_id, person_id, source, place_id, since, met_at FROM tracing_evidence
        WHERE case_id = ANY(%(cases)s))
""")
COMPARED = {
    "contact_is_new": sql.SQL(
        "((ref, person_id) IN (SELECT case_id, person_id FROM known_contact)) IS NOT TRUE"
    ),
    "contact_is_loose": sql.SQL("""team_id IS NOT NULL AND ((ref, person_id, team_id) IN (
        SELECT case_id, person_id, team_id FROM known_contact WHERE is_listed)) IS NOT TRUE"""),
    "point_is_loose": sql.SQL("""team_id IS NOT NULL AND ((ref, place_id, since, team_id) IN (
        SELECT case_id, place_id, starts_at, team_id FROM tracing_exposurepoint
        WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL AND task_id IS NOT NULL)) IS NOT TRUE"""),
    "reason_is_new": sql.SQL("""((ref, person_id, source, place_id, since, met_at) IN (
        SELECT * FROM known_reason)) IS NOT TRUE"""),
    "older_lists": sql.SQL("""
            UNION ALL
            SELECT case_id, team_id, NULL, kind, NULL, NULL, NULL, max(generation) FROM tracing_task
            WHERE case_id = ANY(%(cases)s) GROUP BY case_id, team_id, kind"""),
}
NEVER_TRACED = {
    "contact_is_new": sql.SQL("true"),
    "contact_is_loose": sql.SQL("team_id IS NOT NULL"),
    "point_is_loose": sql.SQL("team_id IS NOT NULL"),
    "reason_is_new": sql.SQL("true"),
    "older_lists": sql.SQL(""),
}

# Contacts that get an owner, by the team that answers for where they live, and the stays of the cases, by the
# team that answers for the place.  ``list_id`` is the new list of whatever stands on no list of its team yet:
# made once per case, team and kind, and spread by a window, so nothing has to be joined.
OWNED = sql.SQL("""
    anywhere AS MATERIALIZED (SELECT (SELECT team_id FROM tracing_coverage WHERE area_id = 0) AS team_id),
    owned AS MATERIALIZED (
        SELECT *, first_value(made_id) OVER (PARTITION BY ref, team_id, is_loose ORDER BY made_id) AS list_id
        FROM (
            SELECT *, CASE WHEN is_loose AND row_number() OVER (PARTITION BY ref, team_id, is_loose) = 1
                           THEN gen_random_uuid() END AS made_id
            FROM (
                SELECT *, {contact_is_new} AS is_new, {contact_is_loose} AS is_loose
                FROM (
                    SELECT g.*, coalesce(c.team_id, anywhere.team_id) AS team_id
                    FROM graded g
                    CROSS JOIN anywhere
                    JOIN ({homes}) home USING (person_id)
                    LEFT JOIN tracing_coverage c ON c.area_id = home.area_id
                    WHERE g.grade = ANY(%(owned)s)) AS of_team) AS loose) AS listed),
    there AS MATERIALIZED (
        SELECT *, first_value(made_id) OVER (PARTITION BY ref, team_id, is_loose ORDER BY made_id) AS list_id
        FROM (
            SELECT *, CASE WHEN is_loose AND row_number() OVER (PARTITION BY ref, team_id, is_loose) = 1
                           THEN gen_random_uuid() END AS made_id
            FROM (
                SELECT *, {point_is_loose} AS is_loose
                FROM (
                    SELECT t.*, coalesce(c.team_id, anywhere.team_id) AS team_id
                    FROM ({there}) t
                    CROSS JOIN anywhere
                    JOIN ({sites}) site USING (place_id)
                    LEFT JOIN tracing_coverage c ON c.area_id = site.area_id) AS of_team) AS loose) AS listed)
""")

# One list per case, team, kind and generation; what is learned later is the next generation.
LISTS = sql.SQL("""
    listed AS MATERIALIZED (
        SELECT ref, team_id, list_id, {contacts} AS kind, count(*)::int AS items, min(grade) AS grade,
               %(contacts_due)s::timestamptz AS due_at
        FROM owned WHERE list_id IS NOT NULL GROUP BY ref, team_id, list_id
        UNION ALL
        SELECT ref, team_id, list_id, {points}, count(*)::int, '', %(points_due)s::timestamptz
        FROM there WHERE list_id IS NOT NULL GROUP BY ref, team_id, list_id),
    numbered AS (
        SELECT *, 1 + coalesce(max(known) OVER (PARTITION BY ref, team_id, kind), 0) AS generation
        FROM (
            SELECT *, NULL::smallint AS known FROM listed{older_lists}) AS old_and_new),
    made AS (
        INSERT INTO tracing_task
               (id, case_id, team_id, kind, generation, area_path, items, grade, opened_at, due_at)
        SELECT l.list_id, l.ref, l.team_id, l.kind, l.generation, team.area_path, l.items, l.grade, %(now)s,
               l.due_at
        FROM numbered l JOIN tracing_team team ON team.id = l.team_id
        WHERE l.list_id IS NOT NULL
        RETURNING id, case_id, area_path, items),
    notice AS (
        SELECT area_path, 'tracing.new_task' AS template, id AS ref, case_id AS subject,
               jsonb_build_object('items', items) AS facts
        FROM made),
    sent AS ({send})
""")

# Nobody else writes the rows of a case while it is locked, so what is new goes in without looking for
# conflicts, at half the price; what was there is compared.
ADD_REASON = sql.SQL("""
    INSERT INTO tracing_evidence AS e
           (case_id, person_id, source, place_id, since, met_at, starts_at, ends_at, distance_m, masked,
            closed, capacity, assumed)
    SELECT ref, person_id, source, place_id, since, met_at, starts_at, ends_at, distance_m, masked,
           closed, capacity, assumed
    FROM reason
""")
ADD_CONTACT = sql.SQL("""
    INSERT INTO tracing_contact AS c
           (case_id, person_id, grade, minutes, first_at, last_at, team_id, task_id, became_id)
    SELECT o.ref, o.person_id, o.grade, o.minutes, o.first_at, o.last_at, o.team_id, o.list_id,
           (SELECT k.id FROM tracing_case k WHERE k.person_id = o.person_id AND k.withdrawn_at IS NULL
            ORDER BY k.sampled_at DESC LIMIT 1)
    FROM owned o
""")
ADD_POINT = sql.SQL("""
    INSERT INTO tracing_exposurepoint AS p
           (case_id, place_id, starts_at, ends_at, present, assumed, team_id, task_id)
    SELECT ref, place_id, since, until, present, assumed, team_id, list_id FROM there
""")
ADDED = sql.SQL("""
    reason AS MATERIALIZED (  -- told under two records of one person, the longer one stands
        SELECT DISTINCT ON (ref, person_id, source, place_id, since, met_at) *, {reason_is_new} AS is_new
        FROM near WHERE ((ref, person_id) IN (SELECT ref, person_id FROM owned)) IS TRUE
        ORDER BY ref, person_id, source, place_id, since, met_at, ends_at DESC, distance_m),
    add_reason AS ({add_reason} WHERE is_new),
    add_contact AS ({add_contact} WHERE o.is_new RETURNING case_id)
""")
KEPT_REASONS = sql.SQL("""
    forget AS (
        DELETE FROM tracing_evidence
        WHERE case_id = ANY(%(cases)s)
              AND ((case_id, person_id, source, place_id, since, met_at) IN (
                   SELECT ref, person_id, source, place_id, since, met_at FROM reason)) IS NOT TRUE),
    keep_reason AS (
        {add_reason} WHERE NOT is_new
        ON CONFLICT (case_id, person_id, source, place_id, since, met_at) DO UPDATE SET
            starts_at = EXCLUDED.starts_at, ends_at = EXCLUDED.ends_at, distance_m = EXCLUDED.distance_m,
            masked = EXCLUDED.masked, closed = EXCLUDED.closed, capacity = EXCLUDED.capacity,
            assumed = EXCLUDED.assumed
        WHERE (e.starts_at, e.ends_at, e.distance_m, e.masked, e.closed, e.capacity, e.assumed)
              IS DISTINCT FROM
              (EXCLUDED.starts_at, EXCLUDED.ends_at, EXCLUDED.distance_m, EXCLUDED.masked, EXCLUDED.closed,
               EXCLUDED.capacity, EXCLUDED.assumed))
""")
KEPT_CONTACTS = sql.SQL("""
    lapsed_contact AS (
        UPDATE tracing_contact SET withdrawn_at = %(now)s, task_id = NULL
        WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL
              AND ((case_id, person_id) IN (SELECT ref, person_id FROM owned)) IS NOT TRUE
        RETURNING case_id),
    keep_contact AS (
        {add_contact} WHERE NOT o.is_new
        ON CONFLICT (case_id, person_id) DO UPDATE SET
            grade = EXCLUDED.grade, minutes = EXCLUDED.minutes, first_at = EXCLUDED.first_at,
            last_at = EXCLUDED.last_at, team_id = EXCLUDED.team_id, became_id = EXCLUDED.became_id,
            withdrawn_at = NULL,
            task_id = CASE WHEN c.team_id = EXCLUDED.team_id THEN coalesce(EXCLUDED.task_id, c.task_id)
                      ELSE EXCLUDED.task_id END
        WHERE (c.grade, c.minutes, c.first_at, c.last_at, c.team_id, c.became_id, c.withdrawn_at)
              IS DISTINCT FROM
              (EXCLUDED.grade, EXCLUDED.minutes, EXCLUDED.first_at, EXCLUDED.last_at, EXCLUDED.team_id,
               EXCLUDED.became_id, NULL)
              OR EXCLUDED.task_id IS NOT NULL
        RETURNING case_id)
""")
KEPT_POINTS = sql.SQL("""
    lapsed_point AS (
        UPDATE tracing_exposurepoint SET withdrawn_at = %(now)s, task_id = NULL
        WHERE case_id = ANY(%(cases)s) AND withdrawn_at IS NULL
              AND ((case_id, place_id, starts_at) IN (SELECT ref, place_id, since FROM there)) IS NOT TRUE
        RETURNING case_id),
    point AS (
        {add_point}
        ON CONFLICT (case_id, place_id, starts_at) DO UPDATE SET
            ends_at = EXCLUDED.ends_at, present = EXCLUDED.present, assumed = EXCLUDED.assumed,
            withdrawn_at = NULL, team_id = EXCLUDED.team_id,
            task_id = CASE WHEN p.team_id = EXCLUDED.team_id THEN coalesce(EXCLUDED.task_id, p.task_id)
                      ELSE EXCLUDED.task_id END
        WHERE (p.ends_at, p.present, p.assumed, p.team_id, p.withdrawn_at) IS DISTINCT FROM
              (EXCLUDED.ends_at, EXCLUDED.present, EXCLUDED.assumed, EXCLUDED.team_id, NULL)
              OR EXCLUDED.task_id IS NOT NULL
        RETURNING case_id)
""")

# The recording rooms are asked to tell what lands later in these windows and at these places.
WATCHES = sql.SQL("""
    wanted AS MATERIALIZED (
        SELECT ref, 'places.place' AS topic, place_id AS key, since AS starts_at, until AS ends_at FROM there
        UNION ALL
        SELECT ref, topic, person_id, from_at, to_at
        FROM span
        CROSS JOIN unnest(ARRAY['places.person', 'proximity.person', 'declarations.person']) AS topic
        UNION ALL
        SELECT DISTINCT ref, 'declarations.carrier', carrier, since, until FROM journey),
    {watches}
""")

# ``traced_at`` and ``dispatched_at`` are told when contacts and points are written.
RESULT = sql.SQL("""
    tally AS MATERIALIZED (
        SELECT ref, sum(seen)::int AS present
        FROM (SELECT ref, count(*) AS seen
              FROM (SELECT DISTINCT ref, person_id FROM found) AS somebody GROUP BY ref
              UNION ALL SELECT ref, -count(*) FROM owned GROUP BY ref) AS counted
        GROUP BY ref),
    seal AS MATERIALIZED ({seals}),
    other AS MATERIALIZED ({other}),
    followed AS MATERIALIZED (
        SELECT one.ref, coalesce(tally.present, 0) AS present, seal.seal,
               (one.ref IN (SELECT case_id FROM other)) AS is_other
        FROM unnest(%(cases)s::uuid[]) AS one(ref) LEFT JOIN tally USING (ref) LEFT JOIN seal USING (ref)),
    noted AS (
        UPDATE tracing_case c SET present = f.present, seal = f.seal,
               traced_at = coalesce(c.traced_at, clock_timestamp()),
               dispatched_at = coalesce(c.dispatched_at, clock_timestamp())
        FROM followed f
        WHERE c.id = f.ref AND (c.traced_at IS NULL OR c.present <> f.present
                                OR c.seal IS DISTINCT FROM f.seal))
    SELECT ref, is_other FROM followed
""")
FIRST_POINTS = sql.SQL("point AS ({add_point} RETURNING case_id)")


def _changed(*names: str) -> sql.Composed:
    return sql.SQL(" UNION ").join(sql.SQL("SELECT case_id FROM ") + sql.SQL(name) for name in names)


def _statement(parts: Sequence[sql.SQL], **differing: sql.Composable) -> sql.Composed:
    """``WITH`` the inputs and grades, then these parts, with what they leave open filled in."""
    given = {
        "contacts": sql.Literal(TaskKind.CONTACTS.value),
        "points": sql.Literal(TaskKind.POINTS.value),
        "send": messaging.SEND,
        "homes": identity.HOMES,
        "there": THERE,
        "sites": places.SITES,
        "seals": SEALS,
        "add_reason": ADD_REASON,
        "add_contact": ADD_CONTACT,
        "add_point": ADD_POINT,
    }
    filled = [part.format(**given, **differing) for part in parts]
    return sql.SQL("WITH ") + sql.SQL(", ").join([INPUTS, GRADES, *filled])


FOLLOW = _statement(
    [KNOWN, OWNED, LISTS, ADDED, KEPT_REASONS, KEPT_CONTACTS, KEPT_POINTS, WATCHES, RESULT],
    **COMPARED,
    watches=watches.KEEP,
    other=_changed("add_contact", "keep_contact", "lapsed_contact", "point", "lapsed_point"),
)
FIRST = _statement(
    [OWNED, LISTS, ADDED, FIRST_POINTS, WATCHES, RESULT],
    **NEVER_TRACED,
    watches=watches.BEGIN,
    other=_changed("add_contact", "point"),
)
