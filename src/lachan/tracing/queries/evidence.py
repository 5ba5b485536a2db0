"""The statement at the heart: from windows of cases to graded contacts, set-based.

Each recording room contributes a SELECT with the same columns (contract: this room's README); this module
puts them side by side (``found``), and grades them.  ``kernel.exposure`` is the oracle: Hypothesis compares
the two.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql

from lachan.declarations import public as declarations
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
        SELECT ref, same_id AS person_id, self_id, from_at, to_at
        FROM unnest(%(refs)s::uuid[], %(people)s::bigint[], %(starts)s::timestamptz[],
                    %(ends)s::timestamptz[])
             AS asked(ref, person_id, from_at, to_at)
        JOIN ({aliases}) alias USING (person_id)),
    kind AS MATERIALIZED (
        SELECT code, closed, capacity, make_interval(mins => dwell_minutes) AS dwell
        FROM jsonb_to_recordset(%(kinds)s::jsonb)
             AS k(code text, closed boolean, capacity int, dwell_minutes int)),
    reach AS MATERIALIZED (
        SELECT max_m, rssi_at_1m_dbm, path_loss_exponent,
               make_interval(secs => open_minutes * 60) AS open_for, near_rows
        FROM jsonb_to_record(%(reach)s::jsonb)
             AS r(max_m float8, rssi_at_1m_dbm float8, path_loss_exponent float8, open_minutes float8,
                  near_rows int)),
    stay AS MATERIALIZED ({stays}),
    journey AS MATERIALIZED ({journeys}),
    told AS MATERIALIZED ({visits} UNION ALL {encounters} UNION ALL {households} UNION ALL ({vehicles})),
    merged AS MATERIALIZED ({merged}),
    found AS MATERIALIZED (
        SELECT * FROM told WHERE (person_id IN (SELECT person_id FROM merged)) IS NOT TRUE
        UNION ALL
        SELECT ref, self_id, source, starts_at, ends_at, distance_m, masked, closed, capacity, assumed,
               place_id, since, met_at
        FROM told CROSS JOIN LATERAL ({stands_for}) AS stands
        WHERE (person_id IN (SELECT person_id FROM merged)) IS TRUE
              AND ((ref, self_id) IN (SELECT ref, self_id FROM span)) IS NOT TRUE)
""").format(
    aliases=identity.ALIASES,
    stays=places.STAYS,
    journeys=declarations.JOURNEYS,
    visits=places.EVIDENCE,
    encounters=proximity.EVIDENCE,
    households=identity.EVIDENCE,
    vehicles=declarations.EVIDENCE,
    merged=identity.MERGED,
    stands_for=identity.STANDS_FOR,
)

# Grades contacts from a relation ``found``; gives ``near`` (of ``found``, what tells of the contacts that any
# rule but the last takes) and ``graded``.  A rule without a minimum needs one piece of evidence.  For the
# others the time together is united, and some 24 hours that begin where a part of it begins must hold the
# minimum.  Grouped, never joined with itself: the planner cannot know how many contacts there are, and one
# nested loop over them costs minutes (docs/explain/performance.md).
GRADES = sql.SQL("""
    rule AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(rules)s::jsonb)
                      AS r(ord int, grade text, sources text[], max_distance_m float8, masked boolean,
                           closed boolean, max_capacity int, minimum interval)),
    rule_of AS MATERIALIZED (
        SELECT unnest(sources) AS source, rule.* FROM rule WHERE ord <> %(present)s),
    covered AS MATERIALIZED (
        SELECT f.ref, f.person_id, r.ord, r.minimum, f.starts_at, f.ends_at
        FROM found f JOIN rule_of r ON r.source = f.source
             AND (r.max_distance_m IS NULL OR f.distance_m <= r.max_distance_m)
             AND (r.masked IS NULL OR coalesce(f.masked, false) = r.masked)
             AND (f.closed OR NOT r.closed)
             AND (r.max_capacity IS NULL OR f.capacity <= r.max_capacity)),
    near AS MATERIALIZED (
        SELECT * FROM found
        WHERE %(everyone)s OR ((ref, person_id) IN (SELECT ref, person_id FROM covered)) IS TRUE),
    united AS (
        SELECT ref, person_id, ord, minimum, range_agg(tstzrange(starts_at, ends_at)) AS together
        FROM covered WHERE minimum > interval '0' GROUP BY ref, person_id, ord, minimum),
    whole AS (
        SELECT ref, person_id, min(starts_at) AS first_at, max(ends_at) AS last_at,
               sum(greatest(ends_at - greatest(starts_at, told_until), interval '0')) AS together
        FROM (SELECT ref, person_id, starts_at, ends_at,
                     max(ends_at) OVER (PARTITION BY ref, person_id ORDER BY starts_at
                                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS told_until
              FROM near) AS one
        GROUP BY ref, person_id),
    best AS (
        SELECT ref, person_id, coalesce(min(ord), %(present)s) AS ord, max(first_at) AS first_at,
               max(last_at) AS last_at, max(together) AS together
        FROM (SELECT ref, person_id, NULL::int AS ord, first_at, last_at, together FROM whole
              UNION ALL
              SELECT ref, person_id, ord, NULL, NULL, NULL FROM covered WHERE minimum = interval '0'
              UNION ALL
              SELECT ref, person_id, ord, NULL, NULL, NULL FROM united
              WHERE minimum <= (
                  SELECT max((SELECT sum(upper(shared) - lower(shared))
                              FROM unnest(together * tstzmultirange(tstzrange(
                                   lower(part), lower(part) + interval '24 hours'))) AS shared))
                  FROM unnest(together) AS part)) AS judged
        GROUP BY ref, person_id),
    graded AS MATERIALIZED (
        SELECT b.ref, b.person_id, r.grade, b.first_at, b.last_at,
               round(extract(epoch FROM b.together) / 60, 2)::float8 AS minutes
        FROM best b JOIN rule r ON r.ord = b.ord)
""")

# The places of some windows, with how many others were there.  Reads ``stay`` and ``found``.
THERE = sql.SQL("""
    SELECT ref, place_id, since, max(until) AS until, bool_or(assumed) AS assumed,
           count(person_id) AS present
    FROM (SELECT ref, place_id, since, until, assumed, NULL::bigint AS person_id FROM stay
          UNION ALL
          SELECT DISTINCT ref, place_id, since, NULL::timestamptz, NULL::boolean, person_id
          FROM found WHERE place_id <> 0) at
    GROUP BY ref, place_id, since
""")

# A number that is another one when anything is another from which contacts, reasons and points follow:
# ``near``, ``there`` (made from THERE), and how much was found.  Two looks that differ have the same number
# once in 2^64 times.
SEALS = sql.SQL("""
    SELECT ref, (sum(hashed) %% 9223372036854775807)::bigint AS seal
    FROM (SELECT ref, hash_record_extended(near, 1) AS hashed FROM near
          UNION ALL
          SELECT ref, hash_record_extended(ROW(place_id, since, until, assumed, present), 2) FROM there
          UNION ALL
          SELECT ref, hashint8extended(count(*), 3) FROM found GROUP BY ref) AS told
    GROUP BY ref
""")

# Everything about some windows, as rows: one per piece of evidence, with the grade of its contact.
TRACE = sql.SQL("""
    WITH {}, {},
    listed AS (
        SELECT *, NULL AS grade, NULL::float8 AS minutes,
               NULL::timestamptz AS first_at, NULL::timestamptz AS last_at
        FROM found
        UNION ALL
        SELECT ref, person_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
               grade, minutes, first_at, last_at
        FROM graded)
    SELECT * FROM (
        SELECT ref, person_id, source, starts_at, ends_at, distance_m, masked, closed, capacity, assumed,
               place_id, since, met_at, max(grade) OVER who AS grade, max(minutes) OVER who AS minutes,
               max(first_at) OVER who AS first_at, max(last_at) OVER who AS last_at
        FROM listed WINDOW who AS (PARTITION BY ref, person_id)) AS evidence
    WHERE source IS NOT NULL
    ORDER BY person_id, starts_at, source, place_id, since, met_at
""").format(INPUTS, GRADES)

# What the second look asks before it looks: the number of every window.
SEALED = sql.SQL("WITH {}, {}, there AS MATERIALIZED ({}) {}").format(INPUTS, GRADES, THERE, SEALS)

# The places of some windows, in order of time.
POINTS = sql.SQL("WITH {}, there AS ({}) SELECT * FROM there ORDER BY since, place_id").format(INPUTS, THERE)


def arguments(windows: Iterable[Window], policy: ExposurePolicy, *, everyone: bool = True) -> dict[str, Any]:
    """The parameters of :data:`INPUTS` and :data:`GRADES`; ``everyone``: grade who was merely present too."""
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
                "near_rows": policy.near_rows,
            }
        ),
        **rule_arguments(policy),
        "everyone": everyone,
    }


def rule_arguments(policy: ExposurePolicy) -> dict[str, Any]:
    """The rules, strongest first; the last one takes everybody: whoever fits no other was merely present."""
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
