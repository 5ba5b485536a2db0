"""Laws of reading under any content and any damage."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lachan.core.tables import Chunk, Column, Field, Reject, code, day, flag, integer, moment, read, sex, text
from lachan.core.tables import lines as lines_module
from lachan.core.tables.rows import Rows

ANY = [Column(name, str, may_be_empty=True) for name in "abc"]
VISITS = [
    Column("person", code),
    Column("place", code),
    Column("entered_at", moment),
    Column("left_at", moment, may_be_empty=True),
]
HEADER = b"person,place,entered_at,left_at\n"
ZONES = ["+07:00", "Z", "", "+05:30"]

AGES = st.datetimes(datetime(1890, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001  (local times, as typed)
TIMES = st.datetimes(datetime(1901, 1, 1), datetime(9990, 1, 1))  # noqa: DTZ001  (the zone comes later)

cells = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
special = st.text(st.sampled_from('",;\t\r\n é\u2028='), max_size=6)
typed = st.one_of(
    cells,
    special,
    st.sampled_from(
        ["1/2/2021", "01/02/2021", "31/04/2021", "2021-02-29", "2020-02-29", "1899-12-31", "nam", "có"]
    ),
    st.sampled_from(
        [
            "2021-06-01T24:00",
            "2021-06-01T23:59:60",
            "2021-W01-1T10:00",
            "1970-01-01T00:00",
            "0001-01-01T00:00Z",
        ]
    ),
    AGES.map(lambda t: t.isoformat()),
    st.builds(
        lambda t, sep, timespec, zone: t.isoformat(sep, timespec) + zone,
        st.datetimes(),
        st.sampled_from("T tx"),
        st.sampled_from(["hours", "minutes", "seconds", "milliseconds", "microseconds"]),
        st.sampled_from(ZONES),
    ),
    st.dates().map(str),
)


def everything(data: bytes, columns: Sequence[Column], size: int = 50) -> list[Any]:
    chunks = list(read(io.BytesIO(data), columns, chunk=size))
    rows = [
        (line, raw, *row)
        for chunk in chunks
        for line, raw, *row in zip(chunk.lines, chunk.raw, *chunk.values.values(), strict=True)
    ]
    return [rows, [reject for chunk in chunks for reject in chunk.rejects]]


def carefully(data: bytes, columns: Sequence[Column]) -> list[Any]:
    """As ``everything``, with both fast ways closed."""
    slow = [
        Column(c.name, Field(c.parse.one, None, c.parse.blank_is_none), c.required, c.may_be_empty)
        if isinstance(c.parse, Field)
        else c
        for c in columns
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rows, "_add_clean", lambda self, block: False)
        return everything(data, slow)


def visits(count: int, zone: str = "+07:00") -> list[bytes]:
    start = datetime(2021, 6, 1, tzinfo=timezone(timedelta(hours=7)))
    return [
        b"P%06d,L%03d,%s,%s\n"
        % (at, at % 7, f"{start + timedelta(minutes=at):%Y-%m-%dT%H:%M:%S}{zone}".encode(), b"")
        for at in range(count)
    ]


@given(
    st.lists(st.lists(st.one_of(cells, special), min_size=3, max_size=3), max_size=20),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.integers(1, 60),
)
def test_any_rows_written_are_read_back_equal(
    rows: list[list[str]], mark: str, end: str, quoting: Any, block: int
) -> None:
    """A writer leaves a line end unquoted where it is not its own; then only all-quoted text is one table."""
    if end != "\r\n" and any("\r" in cell or "\n" in cell for row in rows for cell in row):
        quoting = csv.QUOTE_ALL
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=mark, lineterminator=end, quoting=quoting).writerows([["a", "b", "c"], *rows])
    data = file.getvalue().encode()
    with pytest.MonkeyPatch.context() as patch:
        taken, rejects = everything(data, ANY)
        patch.setattr(lines_module, "BLOCK_BYTES", max(block, len(f"a{mark}b{mark}c{end}") + 1))
        assert everything(data, ANY) == [taken, rejects]
    assert rejects == []
    assert [list(row[2:]) for row in taken] == [
        [cell if cell.strip() else None for cell in row] for row in rows
    ]
    assert [row[0] for row in taken] == sorted({row[0] for row in taken})


@given(st.lists(st.tuples(typed, typed), min_size=1, max_size=12), st.booleans())
def test_whole_columns_and_single_values_give_the_same(rows: list[tuple[str, str]], quoted: bool) -> None:
    for field in (text(10), code, day, moment, flag, sex, integer(0, 9)):
        columns = [Column("a", field), Column("b", field, may_be_empty=True)]
        file = io.StringIO(newline="")
        csv.writer(file, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(
            [("a", "b"), *rows]
        )
        data = file.getvalue().encode()
        assert everything(data, columns) == carefully(data, columns)


@given(st.lists(TIMES, min_size=1), st.sampled_from(ZONES[:3]))
def test_a_moment_is_exact_to_the_microsecond(times: list[datetime], zone: str) -> None:
    if not zone:
        times = [
            time.replace(year=max(time.year, 1976)) for time in times if (time.month, time.day) != (2, 29)
        ]
    if not times:
        return
    ahead = timezone(timedelta(hours=0 if zone == "Z" else 7))
    expected = [time.replace(tzinfo=ahead).astimezone(UTC) for time in times]
    written = [time.isoformat() + zone for time in times]
    assert [moment(value) for value in written] == expected
    assert moment.many is not None
    assert moment.many(written) == expected
    assert {value.tzinfo for value in moment.many(written) or ()} == {UTC}


damages = st.lists(
    st.tuples(
        st.integers(0, 59),
        st.integers(0, 40),
        st.one_of(
            st.binary(min_size=1, max_size=3), st.sampled_from([b'"', b'"a', b"\xff", b"\0", b",", b"\r"])
        ),
    ),
    max_size=5,
)


def spans(taken: list[Any], rejects: list[Reject]) -> list[range]:
    """The lines of each row taken (by its text) and of each row told (by its message)."""
    found = [
        (reject, re.search(r"; quotes make lines (\d+) to (\d+) one row$", reject.message))
        for reject in rejects
    ]
    return [range(line, line + len(raw.encode().splitlines())) for line, raw, *_ in taken] + [
        range(int(told[1]), int(told[2]) + 1) if told else range(reject.line, reject.line + 1)
        for reject, told in found
    ]


def is_one_row(lines: list[bytes]) -> bool:
    """Whether these lines are one row of the right width, each cell quoted whole or without any quote."""
    cell = rb'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
    return re.fullmatch(rb",".join([cell] * len(VISITS)), b"".join(lines).rstrip(b"\r\n")) is not None


@given(damages, st.sampled_from(ZONES), st.integers(31, 500))
@example([(0, 0, b"\0"), (0, 0, b'"'), (16, 32, b'"')], "", 31).via("a NUL kept a row of wrong shape whole")
@example([(0, 0, b"\0"), (0, 0, b'"'), (15, 32, b'"')], "", 31).via("as above")
@example([(0, 0, b'"'), (16, 7, b'"')], "", 31).via("one quoted text over rows, longer than a reject shows")
@example([(0, 0, b'"\xff'), (16, 7, b'"')], "", 31).via("as above, and not UTF-8")
@settings(max_examples=300)
def test_damage_loses_no_row(damage: list[tuple[int, int, bytes]], zone: str, block: int) -> None:
    """Bytes put into some lines: each line is taken, told or empty, exactly once.

    An unhurt row is read as ever, unless it lies inside one well-quoted row that names all its lines.
    """
    good = visits(60, zone)
    bad = list(good)
    for row, place, what in damage:
        place = min(place, len(bad[row]) - 1)
        bad[row] = bad[row][:place] + what + bad[row][place:]
    data = HEADER + b"".join(bad)
    taken, rejects = everything(data, VISITS)
    assert [taken, rejects] == carefully(data, VISITS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "BLOCK_BYTES", block)
        assert everything(data, VISITS) == [taken, rejects]

    physical = [b"", *data.splitlines(keepends=True)]
    for line, raw, *_ in taken:
        assert data.splitlines()[line - 1 :][: len(raw.encode().splitlines())] == raw.encode().splitlines()
    rows = spans(taken, rejects)
    several = [physical[row.start : row.stop] for row in rows if len(row) > 1]
    assert all(map(is_one_row, several))
    accounted = [line for row in rows for line in row]
    assert len(accounted) == len(set(accounted))
    blank = {line for line, content in enumerate(physical) if not content.decode(errors="replace").strip()}
    assert {1, *blank, *accounted} == set(range(len(physical)))

    hurt = {row for row, _, _ in damage}
    as_ever = {raw.encode() + b"\n" for _, raw, *_ in taken}
    inside = {line for lines in several for line in lines}
    assert {line for at, line in enumerate(good) if at not in hurt} <= as_ever | inside


def test_lines_taken_and_told_are_in_the_order_of_the_file() -> None:
    data = HEADER + b"".join(b"bad\n" + line for line in visits(500))
    chunks: list[Chunk] = list(read(io.BytesIO(data), VISITS, chunk=70))
    seen = [sorted([*chunk.lines, *(reject.line for reject in chunk.rejects)]) for chunk in chunks]
    assert [line for lines in seen for line in lines] == list(range(2, 1002))
    assert all(a <= b for chunk in chunks for a, b in pairwise(chunk.lines))
