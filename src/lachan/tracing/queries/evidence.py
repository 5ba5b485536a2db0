"""The statement at the heart: from windows of cases to graded contacts, set-based.

Each recording room contributes a SELECT with the same columns (contract: this room's README); this module puts
them side by side (``found``), and grades them.  ``kernel.exposure`` is the oracle: Hypothesis compares the two.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql

from lachan.identity import public as identity
from lachan.kernel.exposure import ExposurePolicy, Grade, Rule, Source
from lachan.places import public as places
from lachan.proximity import public as proximity


@dataclass(frozen=True, slots=True)
class Window:
    """When a person could infect others.  ``ref`` names the case in everything that follows."""

    ref: UUID
    person_id: int
    start: datetime
    end: datetime


INPUTS = sql.SQL("""
    span AS MATERIALIZED (
        SELECT * FROM unnest(%(refs)s::uuid[], %(people)s::bigint[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
                      AS span(ref, person_id, from_at, to_at)),
    kind AS MATERIALIZED (
        SELECT code, closed, capacity, make_interval(mins => dwell_minutes) AS dwell
        FROM jsonb_to_recordset(%(kinds)s::jsonb) AS k(code text, closed boolean, capacity int, dwell_minutes int)),
    reach AS MATERIALIZED (
        SELECT max_m, rssi_at_1m_dbm, path_loss_exponent, make_interval(secs => open_minutes * 60) AS open_for
        FROM jsonb_to_record(%(reach)s::jsonb)
             AS r(max_m float8, rssi_at_1m_dbm float8, path_loss_exponent float8, open_minutes float8)),
    stay AS MATERIALIZED ({stays}),
    found AS MATERIALIZED ({visits} UNION ALL {encounters} UNION ALL {households})
""").format(
    stays=places.STAYS, visits=places.EVIDENCE, encounters=proximity.EVIDENCE, households=identity.EVIDENCE
)

# Grades contacts from a relation ``found``.  The united time of the evidence a rule covers is made of islands;
# where they spread over more than 24 hours, one of the fullest 24 hours begins with an island.
GRADES = sql.SQL("""
    rule AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(rules)s::jsonb)
                      AS r(ord int, grade text, sources text[], max_distance_m float8, masked boolean, closed boolean,
                           max_capacity int, minimum interval)),
    covered AS (
        SELECT f.ref, f.person_id, r.ord, r.minimum, f.starts_at, f.ends_at
        FROM found f JOIN rule r ON f.source = ANY(r.sources)
             AND (r.max_distance_m IS NULL OR f.distance_m <= r.max_distance_m)
             AND (r.masked IS NULL OR coalesce(f.masked, false) = r.masked)
             AND (f.closed OR NOT r.closed)
             AND (r.max_capacity IS NULL OR f.capacity <= r.max_capacity)),
    marked AS (
        SELECT *, coalesce(starts_at > max(ends_at) OVER (
            PARTITION BY ref, person_id, ord ORDER BY starts_at, ends_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS is_new
        FROM covered),
    numbered AS (
        SELECT *, count(*) FILTER (WHERE is_new) OVER (
            PARTITION BY ref, person_id, ord ORDER BY starts_at, ends_at) AS island
        FROM marked),
    island AS MATERIALIZED (
        SELECT ref, person_id, ord, minimum, min(starts_at) AS starts_at, max(ends_at) AS ends_at
        FROM numbered GROUP BY ref, person_id, ord, minimum, island),
    total AS MATERIALIZED (
        SELECT ref, person_id, ord, minimum, sum(ends_at - starts_at) AS together,
               min(starts_at) AS first_at, max(ends_at) AS last_at
        FROM island GROUP BY ref, person_id, ord, minimum),
    spread AS (
        SELECT t.ref, t.person_id, t.ord, t.minimum, i.starts_at AS start, i.starts_at + interval '24 hours' AS stop
        FROM total t JOIN island i USING (ref, person_id, ord)
        WHERE t.minimum > interval '0' AND t.together >= t.minimum
              AND t.last_at - t.first_at > interval '24 hours'),
    met AS (
        SELECT ref, person_id, ord FROM total
        WHERE minimum = interval '0'
              OR together >= minimum AND last_at - first_at <= interval '24 hours'
        UNION ALL
        SELECT s.ref, s.person_id, s.ord
        FROM spread s JOIN island i ON i.ref = s.ref AND i.person_id = s.person_id AND i.ord = s.ord
             AND i.starts_at < s.stop AND i.ends_at > s.start
        GROUP BY s.ref, s.person_id, s.ord, s.minimum, s.start
        HAVING sum(least(i.ends_at, s.stop) - greatest(i.starts_at, s.start)) >= s.minimum),
    graded AS MATERIALIZED (
        SELECT t.ref, t.person_id, r.grade, t.first_at, t.last_at,
               round(extract(epoch FROM t.together)::numeric / 60, 2)::float8 AS minutes
        FROM (SELECT ref, person_id, min(ord) AS ord FROM met GROUP BY ref, person_id) best
        JOIN rule r ON r.ord = best.ord
        JOIN total t ON t.ref = best.ref AND t.person_id = best.person_id AND t.ord = %(present)s)
""")

# Everything about some windows, as rows: one per piece of evidence, with the grade of its contact.
TRACE = sql.SQL(
    "WITH {}, {} SELECT f.*, g.grade, g.minutes, g.first_at, g.last_at FROM found f JOIN graded g USING (ref, person_id)"
    " ORDER BY f.person_id, f.starts_at, f.source, f.place_id, f.since, f.met_at"
).format(INPUTS, GRADES)

# The places of some windows, with how many others were there.
POINTS = sql.SQL("""
    WITH {} SELECT s.ref, s.place_id, s.since, s.until, s.assumed, count(DISTINCT f.person_id) AS present
    FROM stay s LEFT JOIN found f ON f.ref = s.ref AND f.place_id = s.place_id AND f.since = s.since
    GROUP BY s.ref, s.place_id, s.since, s.until, s.assumed ORDER BY s.since, s.place_id
""").format(INPUTS)


def arguments(windows: Iterable[Window], policy: ExposurePolicy) -> dict[str, Any]:
    """The parameters of :data:`INPUTS` and :data:`GRADES`."""
    rows = [(w.ref, w.person_id, w.start, w.end) for w in windows if w.start < w.end]
    refs, people, starts, ends = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    return {
        "refs": refs,
        "people": people,
        "starts": starts,
        "ends": ends,
        "kinds": json.dumps(
            [
                {"code": code, "closed": k.closed, "capacity": k.capacity, "dwell_minutes": k.dwell_minutes}
                for code, k in policy.kinds.items()
            ]
        ),
        "reach": json.dumps(
            {
                "max_m": policy.reach_m,
                "rssi_at_1m_dbm": policy.bluetooth.rssi_at_1m_dbm,
                "path_loss_exponent": policy.bluetooth.path_loss_exponent,
                "open_minutes": policy.bluetooth.open_minutes,
            }
        ),
        **rule_arguments(policy),
    }


def rule_arguments(policy: ExposurePolicy) -> dict[str, Any]:
    """The rules, strongest first; the last one takes whoever fits none: merely present."""
    present = Rule(Grade.PRESENT, frozenset(Source))
    return {"rules": json.dumps(_as_rows([*policy.rules, present])), "present": len(policy.rules)}


def _as_rows(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    return [
        {
            "ord": ord_,
            "grade": rule.grade,
            "sources": sorted(rule.sources),
            "max_distance_m": rule.max_distance_m,
            "masked": rule.masked,
            "closed": rule.closed,
            "max_capacity": rule.max_capacity,
            "minimum": f"{rule.min_minutes * 60} seconds",
        }
        for ord_, rule in enumerate(rules)
    ]
