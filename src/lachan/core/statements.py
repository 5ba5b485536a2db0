"""Hand-written SQL on Django's connection.

Prepared on the server: planned once per connection, not once per call.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg import sql
from psycopg.rows import dict_row


@receiver(connection_created)
def plan_for_any_parameters(connection: Any, **_: Any) -> None:
    """Once per connection, outside any transaction; with each statement it would be one more round trip."""
    connection.connection.execute("SET plan_cache_mode = force_generic_plan")


@contextmanager
def by_index() -> Iterator[None]:
    """Inside, tables are not read from end to end where an index can answer; in one transaction."""
    with transaction.atomic():
        run(sql.SQL("SET LOCAL enable_seqscan = off"), {})
        yield
        run(sql.SQL("SET LOCAL enable_seqscan = on"), {})


def run(
    statement: sql.SQL | sql.Composed, arguments: Mapping[str, Any], *, prepare: bool = True
) -> list[dict[str, Any]]:
    """Execute a statement with server-side parameters; return its rows (none where it returns none).

    A big statement over daily partitions costs more to plan than to run, so it is prepared, and planned for
    any parameters; partitions are then chosen while it runs.  Without ``prepare`` it is planned for these.
    """
    connection.ensure_connection()
    raw = connection.connection
    with psycopg.Cursor(raw, row_factory=dict_row) as cursor:
        if not prepare:
            cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        cursor.execute(statement, arguments, prepare=prepare, binary=True)
        rows = cursor.fetchall() if cursor.description else []
        if not prepare:
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        return rows
