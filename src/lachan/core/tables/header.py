"""The first line of a table: which delimiter, which columns, and where the rows begin."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lachan.core.tables.errors import UnreadableFile, seen
from lachan.core.tables.lines import Block, physical_lines
from lachan.core.tables.rows import QUOTED_LINES

__all__ = ["Column", "Header", "read_header"]

DELIMITERS = (",", ";", "\t")
BOM = b"\xef\xbb\xbf"
NOT_TEXT = {
    b"PK\x03\x04": "this is an Excel workbook or a zip file; save it as CSV UTF-8",
    b"\xd0\xcf\x11\xe0": "this is an old Excel workbook; save it as CSV UTF-8",
    b"\xff\xfe": "this is UTF-16 text; save it as CSV UTF-8",
    b"\xfe\xff": "this is UTF-16 text; save it as CSV UTF-8",
    b"%PDF": "this is a PDF; expected CSV",
    b"\x1f\x8b": "this is a gzip file; unpack it first",
}
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column to look for.

    ``required``: the header must have it; without it, all its values are None.  ``may_be_empty``: a blank
    cell is None instead of a reject.
    """

    name: str
    parse: Callable[[str], Any]
    required: bool = True
    may_be_empty: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """``places``: the column's name to its position in a row; ``ignored``: header names nobody asked for."""

    delimiter: str
    width: int
    places: dict[str, int]
    ignored: tuple[str, ...]


def _key(name: str) -> str:
    """Names are compared without case, spaces and underscores, whatever way the accents are written."""
    return re.sub(r"[\s_\ufeff]+", "", unicodedata.normalize("NFC", name).casefold())


def _known(columns: Sequence[Column]) -> dict[str, str]:
    known: dict[str, str] = {}
    for column in columns:
        for name in (column.name, *column.aliases):
            if known.setdefault(_key(name), column.name) != column.name:
                raise ValueError(f"two columns answer to {name!r}")
    return known


def read_header(first: Block | None, columns: Sequence[Column]) -> tuple[Header, Block]:
    """The header and what follows it in the first block of the file."""
    if first is None:
        raise UnreadableFile("table.empty_file", "the file is empty")
    for magic, message in NOT_TEXT.items():
        if first.data.startswith(magic):
            raise UnreadableFile("table.binary", message)
    texts = physical_lines(first.data.removeprefix(BOM))
    start = next((at for at, text in enumerate(texts) if text.strip()), None)
    if start is None:
        raise UnreadableFile("table.empty_file", "the file has no text")
    if first.overlong:
        raise UnreadableFile("table.no_header", "the first line is too long; expected the column names")
    known, forced = _known(columns), _SEPARATOR_LINE.fullmatch(texts[start].strip("\r\n"))
    if forced and len(texts) > start + 1:
        start += 1
    candidates = [_names(texts, start, mark) for mark in (forced[1] if forced else DELIMITERS)]
    names, end, delimiter = max(candidates, key=lambda c: (sum(_key(n) in known for n in c[0]), len(c[0])))
    _check_text("".join(texts[start:end]))
    header = _header(names, delimiter, known, columns)
    rest = b"".join(text.encode("utf-8", "surrogateescape") for text in texts[end:])
    return header, Block(first.line + end, rest, read=first.read)


def _names(texts: list[str], start: int, delimiter: str) -> tuple[list[str], int, str]:
    reader = csv.reader(texts[start : start + QUOTED_LINES], delimiter=delimiter, strict=True)
    try:
        return next(reader), start + reader.line_num, delimiter
    except csv.Error:
        return texts[start].strip().split(delimiter), start + 1, delimiter


def _check_text(text: str) -> None:
    if "\0" in text:
        raise UnreadableFile("table.binary", "NUL bytes in the first line; expected CSV UTF-8")
    if re.search("[\udc80-\udcff]", text):
        raise UnreadableFile("table.header_encoding", "the first line is not UTF-8; save it as CSV UTF-8")


def _header(names: list[str], delimiter: str, known: dict[str, str], columns: Sequence[Column]) -> Header:
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, name in enumerate(names):
        wanted = known.get(_key(name))
        if wanted is None:
            ignored.append(name.strip())
        elif wanted in places:
            raise UnreadableFile("table.duplicate_columns", f"two columns are named {wanted}")
        else:
            places[wanted] = place
    found = seen(delimiter.join(names))
    expected = ", ".join(column.name for column in columns)
    if not places:
        message = f"no column names in the first line: {found}; expected {expected}"
        raise UnreadableFile("table.no_header", message)
    if missing := [column.name for column in columns if column.required and column.name not in places]:
        message = f"missing columns: {', '.join(missing)}; the first line is {found}"
        raise UnreadableFile("table.missing_columns", message)
    return Header(delimiter, len(names), places, tuple(name for name in ignored if name))
