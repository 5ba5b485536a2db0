"""Daily partitions of the big tables.

One is made when its day is first needed, and dropped as a whole when its time is over.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction
from psycopg import sql

FIRST_DAY = date(2000, 1, 1)


def name_of(table: str, day: date) -> str:
    return f"{table}_{day:%Y%m%d}"


def days_of(instants: Iterable[datetime]) -> set[date]:
    """UTC days, the unit of partitions."""
    return {
        instant.date() if instant.tzinfo is UTC else instant.astimezone(UTC).date() for instant in instants
    }


def existing(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = %s::regclass",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}


def ensure(table: str, days: Iterable[date]) -> list[str]:
    """Create the missing partitions of ``days`` (UTC); return their names.

    Two callers at once do no harm.
    """
    wanted = {name_of(table, day): day for day in sorted(set(days))}
    if wanted.keys() <= existing(table):
        return []
    made = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"partitions {table}"])
        for name in sorted(wanted.keys() - existing(table)):
            start = datetime.combine(wanted[name], time(0), UTC)
            cursor.execute(
                "SELECT core_make_day(%s, %s, %s, %s)", [table, name, start, start + timedelta(days=1)]
            )
            made.append(name)
    return made


def make_loose(table: str, day: date) -> str:
    """Create the table of a day without indexes, not yet a partition: rows first, then :func:`attach`."""
    name = name_of(table, day)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)").format(
                sql.Identifier(name), sql.Identifier(table)
            )
        )
    return name


def attach(table: str, day: date) -> None:
    """Make a loose table a partition; its indexes are built now, sorted and packed."""
    start = datetime.combine(day, time(0), UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})").format(
                sql.Identifier(table), sql.Identifier(name_of(table, day)), start, start + timedelta(days=1)
            )
        )


def tables() -> list[str]:
    """The tables that are kept in days."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT partrelid::regclass::text FROM pg_partitioned_table ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def pack(table: str, day: date) -> bool:
    """Build the indexes of a day anew, sorted and full; whether there was such a day.

    Rows that come one by one leave index pages two thirds full.  For a day that is over; nobody waits for it.
    Outside a transaction.
    """
    name = name_of(table, day)
    if name not in existing(table):
        return False
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("REINDEX TABLE CONCURRENTLY {}").format(sql.Identifier(name)))
    return True


def drop_before(table: str, day: date, *, keep_days: int, today: date) -> list[str]:
    """Drop the partitions that end before ``day``; refuse what the law still wants kept (``keep_days``)."""
    limit = min(day, today - timedelta(days=keep_days))
    gone = sorted(name for name in existing(table) if name < name_of(table, limit))
    with transaction.atomic(), connection.cursor() as cursor:
        for name in gone:
            cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
    return gone
