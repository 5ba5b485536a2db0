"""Late data: an upper room says what it waits for, a recording room says when such rows have landed.

Calls go down (``KEEP`` or ``BEGIN``, a part of the watcher's own statement), events go up: a recording room
joins what it stores with ``core_watch`` in the same statement and announces the ``ref`` values it meets.
Rows that land while a watch is being set are the business of the watcher's second look (ADR 0004).
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from psycopg import sql

# Makes ``wanted`` (ref, topic, key, starts_at, ends_at; each once) the whole of what the refs ``cases`` watch
# for; what is watched for already is left alone.
KEEP = sql.SQL("""
    ended AS (
        DELETE FROM core_watch w
        WHERE w.ref = ANY(%(cases)s)
              AND ((w.ref, w.topic, w.key, w.starts_at) IN (
                   SELECT ref, topic, key, starts_at FROM wanted)) IS NOT TRUE),
    watching AS (
        INSERT INTO core_watch AS w (topic, key, ref, starts_at, ends_at)
        SELECT topic, key, ref, starts_at, ends_at FROM wanted
        ON CONFLICT (topic, key, ref, starts_at) DO UPDATE SET ends_at = EXCLUDED.ends_at
        WHERE w.ends_at <> EXCLUDED.ends_at)
""")
# The same for refs that watch for nothing yet.
BEGIN = sql.SQL("""
    watching AS (
        INSERT INTO core_watch (topic, key, ref, starts_at, ends_at)
        SELECT topic, key, ref, starts_at, ends_at FROM wanted)
""")


def end(refs: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_watch WHERE ref = ANY(%s)", [list(refs)])
