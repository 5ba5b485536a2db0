"""Hand-written SQL on Django's connection.

Prepared on the server: planned once per connection, not once per call.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg import sql
from psycopg.rows import dict_row, tuple_row

# A plan that is made once and kept must not suit the day it was made: while a table is still small, reading
# all of it looks cheap, and stays in the plan when the table has grown a thousandfold.
FOR_EVER = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off"
FOR_THESE = "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = on"
BACK = "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off"


@receiver(connection_created)
def plan_for_ever(connection: Any, **_: Any) -> None:
    """Once per connection of the server, outside any transaction.

    Django says "created" with every request; the pool gives it a connection that was told long ago.
    """
    raw = connection.connection
    if not getattr(raw, "lachan_plans_for_ever", False):
        raw.execute(FOR_EVER)
        raw.lachan_plans_for_ever = True


def run(
    statement: sql.SQL | sql.Composed, arguments: Mapping[str, Any], *, prepare: bool = True
) -> list[dict[str, Any]]:
    """Execute a statement with server-side parameters; return its rows (none where it returns none).

    A big statement over daily partitions costs more to plan than to run, so it is prepared, and planned for
    any parameters and any size of the tables; partitions are then chosen while it runs.  Without ``prepare``
    it is planned for these.
    """
    connection.ensure_connection()
    raw = connection.connection
    with psycopg.Cursor(raw, row_factory=dict_row) as cursor:
        if not prepare:
            cursor.execute(FOR_THESE)
        cursor.execute(statement, arguments, prepare=prepare, binary=True)
        rows = cursor.fetchall() if cursor.description else []
        if not prepare:
            cursor.execute(BACK)
        return rows


def fetch(
    statement: sql.SQL | sql.Composed, arguments: Mapping[str, Any], *, prepare: bool = False
) -> list[tuple[Any, ...]]:
    """As :func:`run`, for hundreds of thousands of rows: plain tuples in the order of the columns."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection, row_factory=tuple_row) as cursor:
        if not prepare:
            cursor.execute(FOR_THESE)
        cursor.execute(statement, arguments, prepare=prepare, binary=True)
        rows = cursor.fetchall()
        if not prepare:
            cursor.execute(BACK)
        return rows
