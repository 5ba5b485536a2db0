"""Late data: an upper room says what it waits for, a recording room says when such rows have landed.

Calls go down (``set_for``), events go up: a recording room joins what it stores with ``core_watch`` in the
same statement and announces the ``ref`` values it meets.  Rows that land while a watch is being set are the
business of the watcher's second look (ADR 0004).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from psycopg import sql

from lachan.core.statements import run

Span = tuple[str, int, datetime, datetime]  # topic, key, from, to

# What is watched for already is left alone.
SET = sql.SQL("""
    WITH wanted AS MATERIALIZED (
        SELECT ref, topic, key, starts_at, max(ends_at) AS ends_at
        FROM unnest(%(ref)b::uuid[], %(topic)b::text[], %(key)b::bigint[], %(starts_at)b::timestamptz[],
                    %(ends_at)b::timestamptz[]) AS span(ref, topic, key, starts_at, ends_at)
        GROUP BY ref, topic, key, starts_at),
    ended AS (
        DELETE FROM core_watch w
        WHERE w.ref = ANY(%(refs)s)
              AND NOT EXISTS (SELECT FROM wanted n WHERE (n.ref, n.topic, n.key, n.starts_at) =
                                                         (w.ref, w.topic, w.key, w.starts_at)))
    INSERT INTO core_watch AS w (topic, key, ref, starts_at, ends_at)
    SELECT topic, key, ref, starts_at, ends_at FROM wanted
    ON CONFLICT (topic, key, ref, starts_at) DO UPDATE SET ends_at = EXCLUDED.ends_at
    WHERE w.ends_at <> EXCLUDED.ends_at
""")


def set_for(refs: Sequence[UUID], spans: Iterable[tuple[UUID, str, int, datetime, datetime]]) -> None:
    """Make ``spans`` (ref, topic, key, from, to) the whole of what ``refs`` watch for."""
    columns = [list(column) for column in zip(*spans, strict=True)] or [[], [], [], [], []]
    run(
        SET,
        dict(zip(("ref", "topic", "key", "starts_at", "ends_at"), columns, strict=True))
        | {"refs": list(refs)},
    )


def end(refs: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_watch WHERE ref = ANY(%s)", [list(refs)])
