"""The bad rows of a table, and the file that brings them back to the sender.

The file holds what people sent, personal values included: it is readable by its owner only, and nothing
of it may reach a log.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from lachan.core.tables.errors import UnreadableFile

if TYPE_CHECKING:
    from _csv import Writer

__all__ = ["FORMULA_STARTS", "Reject", "RejectWriter"]

FORMULA_STARTS = "=+-@\t\r＝＋－＠"
"""A cell that begins with one of these is run as a formula by some spreadsheet."""

RAW_CHARACTERS = 500
_END = re.compile(r"\r\n|[\r\n]")
HEADER = ("line", "column", "code", "message", "row")


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that was not taken: where, why, and its text (cut at 500 characters).

    The message tells how far a row over several lines goes: what was meant as rows may be inside its quotes.
    """

    line: int
    column: str
    code: str
    message: str
    row: str

    def __post_init__(self) -> None:
        if more := len(_END.findall(self.row)):
            message = f"{self.message}; quotes make lines {self.line} to {self.line + more} one row"
            object.__setattr__(self, "message", message)
        object.__setattr__(self, "row", self.row[:RAW_CHARACTERS])


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(tuple(FORMULA_STARTS)) else cell


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class RejectWriter:
    """Write rejects as they come, as CSV that Excel opens with Vietnamese letters and no live formula.

    With nothing to tell there is no file: a regular one of an earlier run is removed on entering, anything
    else (a link) is emptied.  Refuses to write over ``source``, the table being read.
    """

    def __init__(self, path: Path, *, source: Path | None = None) -> None:
        self.path = path
        self.count = 0
        self._source = source
        self._file: TextIO | None = None
        self._csv: Writer | None = None

    def __enter__(self) -> Self:
        try:
            if self._source is not None and self.path.exists() and self.path.samefile(self._source):
                raise UnreadableFile("table.rejects_over_input", "the rejects file is the table itself")
            if self.path.is_dir():
                raise UnreadableFile("table.rejects_unwritable", "the rejects file is a directory")
            if self.path.is_file():
                self._forget_earlier()
        except OSError as error:
            raise self._unwritable(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, rejects: Iterable[Reject]) -> None:
        """Append these rejects; on the disk (flushed) when the call returns."""
        rows: list[tuple[Any, ...]] = [tuple(map(_harmless, astuple(reject))) for reject in rejects]
        if not rows:
            return
        try:
            file, writer = self._opened()
            writer.writerows(rows)
            file.flush()
        except OSError as error:
            raise self._unwritable(error) from error
        self.count += len(rows)

    def _forget_earlier(self) -> None:
        if self.path.is_symlink():
            os.truncate(self.path, 0)
        else:
            self.path.unlink()

    def _opened(self) -> tuple[TextIO, Writer]:
        if self._file is None or self._csv is None:
            self._file = open(self.path, "w", encoding="utf-8-sig", newline="", opener=_private)  # noqa: SIM115  (Path.open has no opener; closed in __exit__)
            self._csv = csv.writer(self._file)
            self._csv.writerow(HEADER)
        return self._file, self._csv

    @staticmethod
    def _unwritable(error: OSError) -> UnreadableFile:
        return UnreadableFile("table.rejects_unwritable", f"cannot write the rejects file: {error.strerror}")
