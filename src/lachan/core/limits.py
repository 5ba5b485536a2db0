"""How often something may be done: counters in PostgreSQL, the same for every process of the site."""

import math
from datetime import datetime, timedelta

from psycopg import sql

from lachan.core.errors import LimitReached
from lachan.core.statements import run

SPEND = sql.SQL("""
    INSERT INTO core_limit AS l (key, since, ends_at, used)
    VALUES (%(key)s, %(now)s, %(ends)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        since = CASE WHEN l.ends_at <= %(now)s THEN EXCLUDED.since ELSE l.since END,
        ends_at = CASE WHEN l.ends_at <= %(now)s THEN EXCLUDED.ends_at ELSE l.ends_at END,
        used = CASE WHEN l.ends_at <= %(now)s THEN 1 ELSE least(l.used + 1, %(limit)s + 1) END
    RETURNING used, ends_at
""")


def spend(key: str, *, limit: int, per: timedelta, now: datetime) -> None:
    """Count one use of ``key``; at most ``limit`` in ``per``, counted from the first one.

    Call it outside the transaction of the deed: what is rolled back is not counted.
    Raises :class:`LimitReached` with the seconds to wait.
    """
    [row] = run(SPEND, {"key": key, "now": now, "ends": now + per, "limit": limit})
    if row["used"] > limit:
        raise LimitReached(max(1, math.ceil((row["ends_at"] - now).total_seconds())))
