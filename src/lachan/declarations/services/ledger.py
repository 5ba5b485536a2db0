"""The one statement by which declarations are stored with all that follows from them.

New declarations, the work of communes with its notices, who rode with whom, and who waits to hear of it.
What is known under its name already is left alone, and nothing follows from it again.
"""

from psycopg import sql

from lachan.messaging import public as messaging

STORE = sql.SQL("""
    WITH given AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(
            id uuid, client_id text, body text, form_digest text, person_id bigint, area_path text,
            channel text, device_at timestamptz, happened_at timestamptz, valid_until timestamptz,
            sealed text, symptoms jsonb, onset_date date, points int, is_risky boolean, reasons jsonb)),
    stored AS (
        INSERT INTO declarations_declaration
               (id, source, client_id, body, form_digest, person_id, area_path, channel, device_at,
                happened_at, received_at, valid_until, sealed, symptoms, onset_date, points, is_risky,
                reasons)
        SELECT id, %(source)s, client_id, decode(body, 'hex'), form_digest, person_id, area_path, channel,
               device_at, happened_at, %(now)s::timestamptz, valid_until, decode(sealed, 'hex'),
               symptoms, onset_date,
               points, is_risky, reasons
        FROM given
        ON CONFLICT (source, client_id) DO NOTHING
        RETURNING id, person_id, area_path, points, is_risky),
    alert AS (
        INSERT INTO declarations_alert (id, declaration_id, person_id, area_path, points, opened_at)
        SELECT gen_random_uuid(), id, person_id, area_path, points, %(now)s::timestamptz
        FROM stored WHERE is_risky
        RETURNING id, declaration_id, area_path, points),
    notice AS (
        SELECT area_path, 'declarations.risky' AS template, id AS ref, declaration_id AS subject,
               jsonb_build_object('points', points) AS facts
        FROM alert),
    sent AS ({send}),
    rode AS MATERIALIZED (
        SELECT DISTINCT ON (r.carrier, r.person_id) r.*
        FROM jsonb_to_recordset(%(rides)s::jsonb) AS r(
            declaration_id uuid, carrier bigint, person_id bigint, begins_at timestamptz, kind text,
            seat_row smallint, is_told boolean)
        JOIN stored ON stored.id = r.declaration_id
        ORDER BY r.carrier, r.person_id, r.is_told DESC, r.seat_row),
    ride AS (
        INSERT INTO declarations_ride AS d
               (carrier, person_id, begins_at, kind, seat_row, declaration_id)
        SELECT carrier, person_id, begins_at, kind, seat_row, declaration_id FROM rode
        ON CONFLICT (carrier, person_id) DO UPDATE SET
            seat_row = coalesce(EXCLUDED.seat_row, d.seat_row), declaration_id = EXCLUDED.declaration_id),
    waiting AS (
        SELECT rode.declaration_id, w.ref::text AS ref
        FROM rode JOIN core_watch w
             ON (w.topic, w.key) IN (('declarations.carrier', rode.carrier),
                                     ('declarations.person', rode.person_id))
                AND w.starts_at < rode.begins_at + interval '1 day' AND rode.begins_at < w.ends_at)
    SELECT id, ARRAY(SELECT DISTINCT ref FROM waiting WHERE declaration_id = stored.id) AS refs FROM stored
""").format(send=messaging.SEND)
