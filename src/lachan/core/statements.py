"""Hand-written SQL on Django's connection, prepared on the server: planned once per connection, not once per call."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.rows import dict_row


def run(
    statement: sql.Composable, arguments: Mapping[str, Any], *, prepare: bool = True
) -> list[dict[str, Any]]:
    """Execute a statement with server-side parameters; return its rows (none where it returns none).

    A big statement over daily partitions costs more to plan than to run, so it is prepared, and planned for
    any parameters; partitions are then chosen while it runs.
    """
    connection.ensure_connection()
    raw = connection.connection
    with psycopg.Cursor(raw, row_factory=dict_row) as cursor:
        if prepare:
            cursor.execute("SELECT set_config('plan_cache_mode', 'force_generic_plan', false)")
        cursor.execute(statement, arguments, prepare=prepare)
        return cursor.fetchall() if cursor.description else []
