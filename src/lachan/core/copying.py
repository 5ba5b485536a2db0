"""Rows by the ten million: NumPy columns become PostgreSQL's binary COPY, with no loop over rows.

For worlds that are made, not told: nothing is looked up, nothing is compared, and a row that is there already
makes the whole COPY fail.  Rows that people send come through the rooms' ``record_…`` and ``load_…``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray
from psycopg import sql

from lachan.core import partitions

CHUNK_ROWS = 1 << 17
EPOCH_US = 946_684_800_000_000  # 2000-01-01 in unix microseconds
DAY_US = 86_400_000_000
EPOCH_DAY = np.datetime64("2000-01-01", "D")
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"

Array = NDArray[Any]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """Values as PostgreSQL wants them: ``wire`` is their big-endian type, or "S" for text of any length."""

    values: Array
    wire: str
    missing: Bools | None = None


def bigint(values: Array, missing: Bools | None = None) -> Column:
    return Column(values, ">i8", missing)


def integer(values: Array, missing: Bools | None = None) -> Column:
    return Column(values, ">i4", missing)


def float8(values: Array, missing: Bools | None = None) -> Column:
    return Column(values, ">f8", missing)


def boolean(values: Array, missing: Bools | None = None) -> Column:
    return Column(values, ">i1", missing)


def timestamptz(unix_us: Array, missing: Bools | None = None) -> Column:
    return Column(unix_us - EPOCH_US, ">i8", missing)


def date(days: Array) -> Column:
    return Column((days - EPOCH_DAY).astype(np.int64), ">i4")


def text(utf8: Array) -> Column:
    """UTF-8 as fixed-width bytes; the zero bytes behind are padding."""
    return Column(utf8, "S")


def copy(table: str, columns: Mapping[str, Column], *, freeze: bool = False) -> int:
    """Send the columns, all of one length, into ``table``; return how many rows.

    ``freeze``: the table was made in this transaction, so that its rows need no VACUUM later.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    how = sql.SQL("FORMAT binary, FREEZE" if freeze else "FORMAT binary")
    statement = sql.SQL("COPY {} ({}) FROM STDIN ({})").format(sql.Identifier(table), names, how)
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(statement) as stream:
        for piece in encoded(list(columns.values())):
            stream.write(piece)
    return len(next(iter(columns.values())).values)


def fixed_bytes(values: Sequence[bytes]) -> Column:
    """Values of one length, any byte in them."""
    array = np.frombuffer(b"".join(values), dtype=f"V{len(values[0]) if values else 1}")
    return Column(array, array.dtype.str)


@transaction.atomic
def copy_days(table: str, by: str, batches: Iterable[Mapping[str, Column]]) -> int:
    """Send batches, a day after the other, into a table partitioned by the day of ``by``.

    All of them arrive or none.  A new day gets its indexes when its last row has come: 4 times as fast as row
    by row, and a third smaller.
    """
    count, known, open_days = 0, partitions.existing(table), set[Date]()
    for batch in batches:
        number = batch[by].values // DAY_US
        for day in np.unique(number):
            date_, rows = partitions.FIRST_DAY + timedelta(days=int(day)), np.flatnonzero(number == day)
            name = partitions.name_of(table, date_)
            if name not in known and date_ not in open_days:
                partitions.make_loose(table, date_)
                open_days.add(date_)
            part = {column: _taken(cells, rows) for column, cells in batch.items()}
            count += copy(name, part, freeze=date_ in open_days)
        for date_ in sorted(open_days)[:-1]:
            partitions.attach(table, date_)
            open_days.remove(date_)
            known.add(partitions.name_of(table, date_))
    for date_ in open_days:
        partitions.attach(table, date_)
    return count


def _taken(column: Column, rows: Array) -> Column:
    missing = None if column.missing is None else column.missing[rows]
    return replace(column, values=column.values[rows], missing=missing)


def reserve_ids(table: str, count: int) -> int:
    """The first of ``count`` ids that the table's sequence gives to nobody else.

    Whoever draws an id in the same instant makes the later of the two fail; nothing is overwritten.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        first = int(cursor.fetchone()[0])
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + count - 1])
    return first


def encoded(columns: list[Column]) -> Iterator[bytes]:
    """The rows as binary COPY, a piece at a time."""
    yield HEADER
    count = len(columns[0].values)
    for first in range(0, count, CHUNK_ROWS):
        yield _rows(columns, slice(first, min(first + CHUNK_ROWS, count)))
    yield TRAILER


def _rows(columns: list[Column], part: slice) -> bytes:
    """A row is its number of columns, then each value behind its length.

    What is missing has the length -1.
    """
    fields: list[tuple[str, str]] = [("count", ">i2")]
    for i, column in enumerate(columns):
        wire = column.values.dtype.str if column.wire == "S" else column.wire
        fields += [(f"n{i}", ">i4"), (f"v{i}", wire)]
    rows = np.zeros(len(columns[0].values[part]), dtype=fields)
    rows["count"] = len(columns)
    ragged = []
    for i, column in enumerate(columns):
        values = column.values[part]
        length = (
            np.strings.str_len(values) if column.wire == "S" else np.int32(np.dtype(column.wire).itemsize)
        )
        if column.missing is not None:
            length = np.where(column.missing[part], -1, length)
        rows[f"v{i}"], rows[f"n{i}"] = values, length
        if column.wire == "S" or column.missing is not None:
            ragged.append(i)
    if not ragged:
        return rows.tobytes()
    flat = rows.view(np.uint8).reshape(len(rows), rows.dtype.itemsize)
    sent = np.ones(flat.shape, dtype=np.bool_)
    for i in ragged:
        field, offset = rows.dtype.fields[f"v{i}"][:2]  # type: ignore[index]
        sent[:, offset : offset + field.itemsize] = np.arange(field.itemsize) < rows[f"n{i}"][:, None]
    return flat[sent].tobytes()
