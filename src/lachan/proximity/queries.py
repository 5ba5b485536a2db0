"""Reads: meetings leave this room as SQL, for the room that works on sets of them."""

from psycopg import sql

# Evidence of this room (contract: tracing/README.md).  Reads ``span`` and ``reach`` (one row: max_m,
# rssi_at_1m_dbm, path_loss_exponent, open_for).  What was farther away than the law looks is no evidence.
EVIDENCE = sql.SQL("""
    SELECT span.ref, e.other AS person_id, 'encounter' AS source,
           greatest(e.started_at, span.from_at) AS starts_at, least(e.until, span.to_at) AS ends_at,
           e.metres AS distance_m, e.masked, false AS closed, NULL::int AS capacity,
           e.ended_at IS NULL OR e.distance_m IS NULL AS assumed, 0::bigint AS place_id,
           e.started_at AS since, e.started_at AS met_at
    FROM span
    CROSS JOIN reach
    CROSS JOIN LATERAL (
        SELECT *, coalesce(ended_at, started_at + reach.open_for) AS until,
               coalesce(distance_m, power(10, (reach.rssi_at_1m_dbm - rssi_dbm)
                                              / (10 * reach.path_loss_exponent))) AS metres
        FROM (
            SELECT person_b AS other, started_at, ended_at, distance_m, rssi_dbm, masked
            FROM proximity_encounter
            WHERE person_a = span.person_id
                  AND started_at < span.to_at AND started_at > span.from_at - interval '1 day'
            UNION ALL
            SELECT person_a, started_at, ended_at, distance_m, rssi_dbm, masked
            FROM proximity_encounter
            WHERE person_b = span.person_id
                  AND started_at < span.to_at AND started_at > span.from_at - interval '1 day'
        ) either_side
    ) e
    WHERE e.until > span.from_at AND e.metres <= reach.max_m AND e.other <> span.self_id
""")

# Windows of those whom the people of a relation ``who`` (person_id) met: ref.
WATCHING = sql.SQL("""
    SELECT w.ref FROM who
    CROSS JOIN LATERAL (
        SELECT person_b AS other, started_at FROM proximity_encounter WHERE person_a = who.person_id
        UNION ALL
        SELECT person_a, started_at FROM proximity_encounter WHERE person_b = who.person_id) e
    JOIN core_watch w ON w.topic = 'proximity.person' AND w.key = e.other AND e.started_at < w.ends_at
         AND w.starts_at < e.started_at + interval '1 day'
""")
