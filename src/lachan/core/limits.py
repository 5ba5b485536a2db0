"""How often something may be done: fixed windows in the database, one statement an attempt.

For one-time codes (a number, an address, a day, everybody) and for look-ups by staff.  The keys are hashed
under a key of their own, so the table tells neither numbers nor addresses.  It is unlogged: after a crash of
the server all counts begin anew, which errs on the side of letting people in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from psycopg import sql

from lachan.core import sealing
from lachan.core.errors import TooMany
from lachan.core.statements import run

PURPOSE = "limits"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` in each window of ``per``; windows begin at whole multiples since 1970, UTC."""

    name: str  # "otp.number_day": what is told when it is reached
    most: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class Use:
    """One limit and what it is counted for: a phone, an address, an account, or "" for everybody."""

    limit: Limit
    key: str = ""


# Rows are locked in the order of their keys, so that two attempts never wait for each other.
TAKE = sql.SQL("""
    WITH wanted AS (
        SELECT key, most, to_timestamp((floor(extract(epoch FROM now()) / per_s) + 1) * per_s) AS ends_at
        FROM unnest(%(key)b::bytea[], %(most)b::int[], %(per_s)b::int[]) AS one(key, most, per_s)),
    put AS (
        INSERT INTO core_limit AS l (key, ends_at, count)
        SELECT key, ends_at, 1 FROM wanted ORDER BY key
        ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN l.ends_at <= now() THEN 1 ELSE l.count + 1 END,
            ends_at = CASE WHEN l.ends_at <= now() THEN EXCLUDED.ends_at ELSE l.ends_at END
        RETURNING l.key, l.count, l.ends_at)
    SELECT array_position(%(key)b::bytea[], key) AS position,
           ceil(extract(epoch FROM put.ends_at - now()))::int AS wait_s
    FROM put JOIN wanted USING (key) WHERE put.count > wanted.most ORDER BY wait_s DESC
""")


def take(*uses: Use) -> None:
    """Count one attempt against each limit; raise :class:`TooMany` with the longest wait where one is full.

    A refused attempt counts too.  Call it in a transaction of its own: what is rolled back was not counted.
    """
    over = run(
        TAKE,
        {
            "key": _keys(uses),
            "most": [use.limit.most for use in uses],
            "per_s": [int(use.limit.per.total_seconds()) for use in uses],
        },
    )
    if over:
        raise TooMany(uses[over[0]["position"] - 1].limit.name, max(1, over[0]["wait_s"]))


def _keys(uses: Sequence[Use]) -> list[bytes | None]:
    return sealing.blind_many([f"{use.limit.name}|{use.key}" for use in uses], purpose=PURPOSE)


def forget_past() -> int:
    """Remove windows that are over; how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_limit WHERE ends_at < now()")
        return int(cursor.rowcount)
