"""The statements of the scan door: one to enter, one to store (ADR 0025)."""

from psycopg import sql

from lachan.core import audit

# Whose token, and the lock of its place: scans of one place are stored one batch after the other, so that an
# entry and its exit sent by two gates at once find each other.  The next statement sees what was stored
# before the lock was given.
_ENTER = sql.SQL("""
    SELECT d.id, d.place_id, coalesce(upper(d.seen), 1) AS next, p.code AS place, p.area_path,
           d.met_at, d.met_device_at,
           ARRAY(SELECT f.id FROM places_place f WHERE f.parent_id = coalesce(p.parent_id, p.id)
                 UNION SELECT coalesce(p.parent_id, p.id)) AS family,
           ARRAY(SELECT day FROM unnest(%(days)b::text[]) AS day WHERE to_regclass(day) IS NULL) AS missing,
           ARRAY(SELECT met_at FROM places_contact c WHERE c.device_id = d.id
                 AND c.met_at > %(heard_since)b::timestamptz ORDER BY c.met_at) AS contacts_ours,
           ARRAY(SELECT met_device_at FROM places_contact c WHERE c.device_id = d.id
                 AND c.met_at > %(heard_since)b::timestamptz ORDER BY c.met_at) AS contacts_device,
           EXISTS (SELECT FROM unnest(%(seq)b::bigint[]) AS told WHERE d.seen @> told) AS has_repeats,
           pg_advisory_xact_lock(hashint8extended(d.place_id, 4)) IS NULL AS is_locked
    FROM places_device d JOIN places_place p ON p.id = d.place_id
    WHERE {}
""")
ENTER = _ENTER.format(sql.SQL("d.token_digest = %(digest)b AND d.revoked_at IS NULL"))
# The device that stands for people who scan the place themselves.
ENTER_ALONE = _ENTER.format(sql.SQL("d.place_id = %(place)b AND d.token_digest = %(digest)b"))

# What is new is compared with the watches in the same breath; an open stay is looked at as if it lasted as
# long as a short one may.  A row that was there before may have been longer than it is now: whoever watches
# hears of it.  (``places_visit`` shows the rows as they were before.)
HEARD = sql.SQL("""
    near AS (
        SELECT w.ref, w.starts_at, put.* FROM put JOIN core_watch w ON w.topic = 'places.place'
             AND w.key = put.place_id AND w.starts_at < put.until AND put.entered_at < w.ends_at
        UNION ALL
        SELECT w.ref, w.starts_at, put.* FROM put JOIN core_watch w ON w.topic = 'places.person'
             AND w.key = put.person_id AND w.starts_at < put.until AND put.entered_at < w.ends_at),
    heard AS (
        SELECT DISTINCT near.ref FROM near
        WHERE near.left_at IS NULL OR near.starts_at < near.left_at
              OR EXISTS (SELECT FROM places_visit v
                         WHERE (v.place_id, v.entered_at, v.person_id) =
                               (near.place_id, near.entered_at, near.person_id)))
""")

# New visits are counted by place and day as they come; reads ``new`` (place_id, entered_at).
COUNTED = sql.SQL("""
    counted AS (
        INSERT INTO places_day AS d (place_id, begins_at, area_path, entries)
        SELECT n.place_id, n.begins_at, p.area_path, n.entries
        FROM (SELECT place_id, date_trunc('day', entered_at, 'Asia/Ho_Chi_Minh') AS begins_at,
                     count(*) AS entries
              FROM new GROUP BY 1, 2) n
        JOIN places_place p ON p.id = n.place_id
        ORDER BY 1, 2
        ON CONFLICT (place_id, begins_at) DO UPDATE SET entries = d.entries + EXCLUDED.entries)
""")

# One batch of one device, judged and stored.  In the order of the parts:
#   ranked   the batch; a number told twice in it, or seen before
#   looked   what stood under a number seen before; for a scan that could count, what else this person did in
#            these days (index by person)
#   events   entries and exits at this place, old and new, in order of time: an entry ends with the next exit
#            where that comes before the next entry; the outcome does not depend on the order of arrival
#   judged   the last word on each
# Joined by index probes and windows alone: a plan that is made once must suit batches of 1 and of 1,000.
STORE = sql.SQL("""
    WITH told AS (
        SELECT * FROM unnest(%(ord)b::int[], %(seq)b::bigint[], %(person)b::bigint[], %(is_out)b::boolean[],
            %(device_at)b::timestamptz[], %(happened_at)b::timestamptz[], %(status)b::text[],
            %(reason)b::text[], %(kind)b::text[], %(seat)b::text[], %(body)b::bytea[], %(sealed)b::bytea[])
            AS t(ord, seq, person_id, is_out, device_at, happened_at,
                 status, reason, kind, seat, body, sealed)),
    ranked AS (
        SELECT t.*, d.seen @> t.seq AS is_seen, row_number() OVER turns AS turn,
               first_value(t.body) OVER turns AS first_body
        FROM places_device d CROSS JOIN told t WHERE d.id = %(device)b
        WINDOW turns AS (PARTITION BY t.seq ORDER BY t.ord)),
    looked AS MATERIALIZED (
        SELECT r.*, kept.body AS kept_body, n.ats, n.outs,
               r.turn = 1 AND NOT r.is_seen AND r.status = 'stored' AS is_fresh,
               n.is_elsewhere, n.is_twin OR coalesce(r.happened_at - lag(r.happened_at) OVER (
                   PARTITION BY r.person_id, r.is_out, r.status ORDER BY r.happened_at, r.ord)
                   < %(same)b, false) AS is_twin
        FROM ranked r
        LEFT JOIN LATERAL (
            SELECT s.body FROM places_scan s
            WHERE r.is_seen AND s.device_id = %(device)b AND s.seq = r.seq
                  AND s.reason <> 'scan.seq_reused' AND s.happened_at >= %(kept_since)b::timestamptz
                  AND s.happened_at < %(kept_until)b::timestamptz
            ORDER BY s.received_at LIMIT 1) kept ON true
        CROSS JOIN LATERAL (
            SELECT coalesce(bool_or(s.place_id = %(place)b AND s.is_out = r.is_out
                                    AND s.happened_at > r.happened_at - %(same)b
                                    AND s.happened_at < r.happened_at + %(same)b), false) AS is_twin,
                   coalesce(bool_or(NOT r.is_out AND NOT s.is_out AND s.place_id <> ALL(%(family)b::bigint[])
                                    AND s.happened_at >= r.happened_at - %(two)b
                                    AND s.happened_at <= r.happened_at + %(two)b), false) AS is_elsewhere,
                   array_agg(s.happened_at) FILTER (WHERE s.place_id = %(place)b) AS ats,
                   array_agg(s.is_out) FILTER (WHERE s.place_id = %(place)b) AS outs
            FROM places_scan s
            WHERE r.turn = 1 AND NOT r.is_seen AND r.status = 'stored' AND s.person_id = r.person_id
                  AND (s.status = 'stored' OR s.reason = 'scan.out_without_in')
                  AND s.happened_at > %(since)b::timestamptz AND s.happened_at < %(until)b::timestamptz) n),
    events AS (
        SELECT ord, seq, person_id, is_out, device_at, happened_at, status, reason, kind, seat, body, sealed,
               is_seen, turn, first_body, kept_body, is_twin, is_elsewhere,
               is_fresh AND NOT is_twin AND NOT is_elsewhere AS counts
        FROM looked
        UNION ALL
        SELECT NULL, NULL, person_id, is_out, NULL, at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
               NULL, NULL, NULL, true
        FROM (SELECT DISTINCT l.person_id, old.at, old.is_out
              FROM looked l CROSS JOIN LATERAL unnest(l.ats, l.outs) AS old(at, is_out)) olds),
    paired AS (
        SELECT e.*, lag(is_out) OVER w AS was_out, lag(happened_at) OVER w AS before_at,
               lead(is_out) OVER w AS next_is_out, lead(happened_at) OVER w AS next_at,
               lead(ord) OVER w AS next_ord
        FROM events e WINDOW w AS (PARTITION BY person_id, counts ORDER BY happened_at, is_out)),
    judged AS (
        SELECT *, CASE
            WHEN turn > 1 AND body <> first_body OR is_seen AND body <> kept_body THEN 'scan.seq_reused'
            WHEN turn > 1 OR is_seen THEN 'scan.sent_before'
            WHEN status <> 'stored' THEN reason
            WHEN is_twin THEN 'scan.same_scan'
            WHEN is_elsewhere THEN 'scan.two_places'
            WHEN is_out AND (was_out IS NOT false OR before_at < happened_at - %(closes)b)
                 THEN 'scan.out_without_in'
            ELSE 'scan.stored' END AS verdict
        FROM paired WHERE ord IS NOT NULL),
    final AS (
        SELECT judged.*, CASE verdict WHEN 'scan.stored' THEN 'stored' WHEN 'scan.seq_reused' THEN 'refused'
                 WHEN 'scan.sent_before' THEN 'duplicate' WHEN 'scan.same_scan' THEN 'duplicate'
                 WHEN 'scan.two_places' THEN 'review' WHEN 'scan.out_without_in' THEN 'review'
                 ELSE status END AS outcome
        FROM judged),
    written AS (
        INSERT INTO places_scan (device_id, seq, happened_at, device_at, received_at, place_id, person_id,
                                 is_out, status, reason, kind, seat, area_path, body, sealed)
        SELECT %(device)b, seq, happened_at, device_at, %(now)b::timestamptz, %(place)b, person_id, is_out,
               outcome, verdict, kind, seat, %(area_path)s, body, sealed
        FROM final WHERE verdict <> 'scan.sent_before'
        ON CONFLICT DO NOTHING),
    met AS (
        UPDATE places_device SET
            seen = seen + coalesce((SELECT range_agg(int8range(seq, seq + 1)) FROM told), '{{}}'),
            met_at = %(now)b::timestamptz, met_device_at = %(device_now)b::timestamptz
        WHERE id = %(device)b),
    anchored AS (
        INSERT INTO places_contact (device_id, met_at, met_device_at)
        SELECT d.id, c.ours, c.device
        FROM places_device d CROSS JOIN LATERAL (VALUES
             (d.met_at, d.met_device_at),
             (%(now)b::timestamptz, %(device_now)b::timestamptz)) AS c(ours, device)
        WHERE d.id = %(device)b AND c.ours IS NOT NULL AND %(is_anchor)b
        ON CONFLICT DO NOTHING),
    put AS (
        INSERT INTO places_visit AS v (place_id, entered_at, person_id, left_at)
        SELECT %(place)b, happened_at, person_id,
               CASE WHEN next_is_out AND next_at <= happened_at + %(closes)b
                    THEN greatest(next_at, happened_at + interval '1 microsecond') END
        FROM paired WHERE counts AND NOT is_out AND (ord IS NOT NULL OR next_ord IS NOT NULL)
        ORDER BY happened_at, person_id
        ON CONFLICT (place_id, entered_at, person_id) DO UPDATE SET left_at = EXCLUDED.left_at
        WHERE EXCLUDED.left_at IS DISTINCT FROM v.left_at
        RETURNING place_id, person_id, entered_at, left_at,
                  greatest(left_at, entered_at + interval '24 hours') AS until),
    new AS (SELECT %(place)b::bigint AS place_id, happened_at AS entered_at
            FROM judged WHERE verdict = 'scan.stored' AND NOT is_out),
    {counted},
    {heard},
    noted AS ({note})
    SELECT ord, outcome, verdict, (SELECT array_agg(ref::text ORDER BY ref) FROM heard) AS refs
    FROM final ORDER BY ord
""").format(heard=HEARD, counted=COUNTED, note=audit.RECORD)
