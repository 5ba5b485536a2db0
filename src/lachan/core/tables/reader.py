"""Tables that people send, chunk by chunk: parsed columns, and every bad row told.

Rows taken, rows refused and empty lines account for all lines of the file; the order is the file's, and
duplicates are kept.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from lachan.core.tables.errors import FieldError, UnreadableFile, seen
from lachan.core.tables.fields import Field
from lachan.core.tables.header import Column, read_header
from lachan.core.tables.lines import blocks
from lachan.core.tables.rejects import Reject
from lachan.core.tables.rows import Batch, Rows, line_of

__all__ = ["Chunk", "read"]

CHUNK_ROWS = 50_000
CHUNK_BYTES = 16_000_000
"""A chunk is handed over early when its text passes this, so that long rows cannot fill the memory."""
PIECE = 512

_Failures = dict[int, list[tuple[str, FieldError]]]


@dataclass(slots=True)
class Chunk:
    """Rows of equal length lists: ``values[name][i]`` comes from line ``lines[i]``, whose text is ``raw[i]``.

    ``bytes_read`` of ``bytes_total`` (None for a pipe) tell the progress; ``ignored`` the unknown columns.
    """

    lines: list[int]
    values: dict[str, list[Any]]
    raw: list[str]
    rejects: list[Reject]
    bytes_read: int
    bytes_total: int | None
    ignored: tuple[str, ...]

    def reject(self, index: int, column: str, code: str, message: str) -> Reject:
        """A reject for a row that could be read but that the room refuses."""
        return Reject(self.lines[index], column, code, message, self.raw[index])


def read(source: Path | IO[bytes], columns: Sequence[Column], *, chunk: int = CHUNK_ROWS) -> Iterator[Chunk]:
    """Read a CSV lazily, at most ``chunk`` rows at a time; at least one chunk, maybe without rows.

    A stream is not closed.  Raises ``UnreadableFile`` at the first ``next`` when there is no table in it.
    """
    try:
        with _opened(source) as stream:
            yield from _chunks(stream, columns, chunk)
    except OSError as error:
        raise _unreadable(error) from error


def _opened(source: Path | IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    return source.open("rb") if isinstance(source, Path) else nullcontext(source)


def _chunks(stream: IO[bytes], columns: Sequence[Column], size: int) -> Iterator[Chunk]:
    total, pieces = _total(stream), blocks(stream)
    header, first = read_header(next(pieces, None), columns)
    present = [column for column in columns if column.name in header.places]
    absent = [column.name for column in columns if column.name not in header.places]
    rows = Rows(header.delimiter, header.width, [header.places[column.name] for column in present])
    bytes_read, handed_over = 0, False

    def parsed(batch: Batch) -> Chunk:
        lines, values, raw, rejects = _parsed(batch, present)
        values |= {name: [None] * len(lines) for name in absent}
        return Chunk(lines, values, raw, rejects, bytes_read, total, header.ignored)

    for block in chain([first], pieces):
        rows.add(block)
        bytes_read = block.read
        while len(rows.lines) >= size or len(rows.rejects) >= size or rows.size >= CHUNK_BYTES:
            handed_over = True
            yield parsed(rows.take(size))
    rows.close()
    while rows.lines or rows.rejects or not handed_over:
        handed_over = True
        yield parsed(rows.take(size))


def _parsed(
    batch: Batch, columns: Sequence[Column]
) -> tuple[list[int], dict[str, list[Any]], list[str], list[Reject]]:
    failures: _Failures = {}
    values = {
        column.name: _column(column, cells, failures)
        for column, cells in zip(columns, batch.columns, strict=True)
    }
    if not failures:
        return batch.lines, values, batch.raw, batch.rejects
    rejects = [_reject(batch.lines[at], failures[at], batch.raw[at]) for at in failures]
    rejects = sorted(batch.rejects + rejects, key=line_of)
    good = [at for at in range(len(batch.lines)) if at not in failures]

    def kept(whole: list[Any]) -> list[Any]:
        return [whole[at] for at in good]

    return kept(batch.lines), {name: kept(all_) for name, all_ in values.items()}, kept(batch.raw), rejects


def _column(column: Column, cells: list[str], failures: _Failures) -> list[Any]:
    parse = column.parse
    field = parse if isinstance(parse, Field) else Field(parse)
    blank_is_none = column.may_be_empty or field.blank_is_none
    whole = _at_once(field, cells, blank_is_none)
    if whole is not None:
        return whole
    values: list[Any] = []
    for start in range(0, len(cells), PIECE):
        piece = cells[start : start + PIECE]
        done = _at_once(field, piece, blank_is_none)
        if done is None:
            done = []
            for at, cell in enumerate(piece, start):
                try:
                    done.append(_cell(field, cell, blank_is_none))
                except FieldError as error:
                    failures.setdefault(at, []).append((column.name, error))
                    done.append(None)
        values += done
    return values


def _at_once(field: Field, cells: list[str], blank_is_none: bool) -> list[Any] | None:
    if field.many is None or not cells:
        return None
    if not blank_is_none or "" not in cells:
        return field.many(cells)
    filled = [cell for cell in cells if cell]
    done = field.many(filled) if filled else []
    if done is None:
        return None
    following = iter(done)
    return [next(following) if cell else None for cell in cells]


def _cell(field: Field, cell: str, blank_is_none: bool) -> Any:
    if not cell.strip():
        if blank_is_none:
            return None
        raise FieldError("table.empty", "the cell is empty; expected a value")
    try:
        return field.one(cell)
    except FieldError:
        raise
    except (ValueError, ArithmeticError) as error:  # a foreign parser, such as int or Decimal
        raise FieldError("table.value", f"cannot be read: {seen(cell)}") from error


def _reject(line: int, wrong: list[tuple[str, FieldError]], raw: str) -> Reject:
    (column, error), *others = wrong
    also = f"; also wrong: {', '.join(name for name, _ in others)}" if others else ""
    return Reject(line, column, error.code, error.message + also, raw)


def _total(stream: IO[bytes]) -> int | None:
    try:
        found = os.fstat(stream.fileno())
    except (OSError, AttributeError):  # a stream in memory
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _unreadable(error: OSError) -> UnreadableFile:
    if isinstance(error, FileNotFoundError):
        return UnreadableFile("table.missing_file", "there is no such file")
    if isinstance(error, IsADirectoryError):
        return UnreadableFile("table.is_directory", "this is a directory; expected a file")
    if isinstance(error, PermissionError):
        return UnreadableFile("table.no_permission", "no permission to read the file")
    return UnreadableFile("table.unreadable", f"the file cannot be read: {error.strerror}")
