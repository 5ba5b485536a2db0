"""From physical lines to rows: quoted fields over several lines, damage told and passed by.

Two ways give the same rows.  The fast one splits a whole block that has no quote, no empty line and no
damage.  The careful one takes the block row by row.  A broken row costs one physical line: reading
resumes at the next, so that one stray quote never swallows the good rows after it.  Only a row of the right
shape is refused whole, with all lines of its quoted texts.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from lachan.core.tables.lines import LINE_BYTES, Block, physical_lines
from lachan.core.tables.rejects import Reject

__all__ = ["QUOTED_LINES", "Batch", "Rows", "line_of"]

QUOTED_LINES = 100
FIELD_CHARACTERS = 131_072
"""The limit of the csv module, which is global: it is not changed here."""

line_of = attrgetter("line")
_DAMAGE = re.compile("[\0\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Batch:
    """Cells of the wanted columns, the line and the text of each row, and the rows refused."""

    columns: list[list[str]]
    lines: list[int]
    raw: list[str]
    rejects: list[Reject]


@dataclass(slots=True)
class Rows:
    """Rows read so far and those refused, until ``take`` hands them over; ``size``: bytes since then."""

    delimiter: str
    width: int
    wanted: Sequence[int]
    columns: list[list[str]] = field(init=False)
    lines: list[int] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    size: int = 0
    _open: list[str] = field(default_factory=list)
    _open_line: int = 0

    def __post_init__(self) -> None:
        self.columns = [[] for _ in self.wanted]

    def take(self, count: int) -> Batch:
        """The first ``count`` rows and what was refused among them; the others stay, as does an open row."""
        at = bisect_left(self.rejects, self.lines[count], key=line_of) if count < len(self.lines) else None
        taken = Batch(
            [column[:count] for column in self.columns],
            self.lines[:count],
            self.raw[:count],
            self.rejects[:at],
        )
        for column in self.columns:
            del column[:count]
        del self.lines[:count]
        del self.raw[:count]
        self.rejects = [] if at is None else self.rejects[at:]
        self.size = 0
        return taken

    def add(self, block: Block) -> None:
        """Read one block; a quoted row may stay open until the next."""
        self.size += len(block.data)
        if block.overlong:
            self.close()
            kept = block.data.decode("utf-8", "replace")
            message = f"longer than {LINE_BYTES} bytes; expected one row of the table"
            self.rejects.append(Reject(block.line, "", "table.line_too_long", message, kept))
        elif self._open or not self._add_clean(block):
            self._careful(physical_lines(block.data), block.line, last=False)

    def close(self) -> None:
        """No more lines follow the open row."""
        self._careful([], self._open_line + len(self._open), last=True)

    def _add_clean(self, block: Block) -> bool:
        """The fast way; False, and nothing added, where any line needs the careful way."""
        data, width, mark = block.data, self.width, self.delimiter
        if b'"' in data or b"\0" in data:
            return False
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
            if b"\r" in data:
                return False
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return False
        raw = text.removesuffix("\n").split("\n")
        cells = text.removesuffix("\n").replace("\n", f"{mark}\n{mark}").split(mark)
        count = len(raw)
        if len(cells) != count * (width + 1) - 1 or cells[width :: width + 1].count("\n") != count - 1:
            return False
        if max(map(len, raw)) > FIELD_CHARACTERS or (width == 1 and not all(raw)):
            return False
        for column, index in zip(self.columns, self.wanted, strict=True):
            column += cells[index :: width + 1]
        self.lines += range(block.line, block.line + count)
        self.raw += raw
        return True

    def _careful(self, texts: list[str], line: int, *, last: bool) -> None:
        """Row by row; what is still open at the end waits for more lines unless this is the ``last``."""
        if self._open:
            line, texts = self._open_line, self._open + texts
        at = 0
        while at < len(texts):
            until = min(at + QUOTED_LINES, len(texts))
            resume, error, seen_until = self._window(texts, at, until, line)
            if error is not None and resume == at:
                more = not last and seen_until == len(texts) < at + QUOTED_LINES
                if more and sum(map(len, texts[at:])) <= LINE_BYTES:
                    break
                self._refuse(line + at, *_quote_error(error), texts[at])
                resume += 1
            at = resume
        self._open, self._open_line = texts[at:], line + at

    def _window(self, texts: list[str], at: int, until: int, line: int) -> tuple[int, csv.Error | None, int]:
        """Read rows from ``at``: the line to resume at, what stopped it, and how far it looked."""
        reader = csv.reader(map(texts.__getitem__, range(at, until)), delimiter=self.delimiter, strict=True)
        start = at
        try:
            for cells in reader:
                end = at + reader.line_num
                if not self._row(cells, texts[start:end], line + start):
                    return start + 1, None, end
                start = end
        except csv.Error as error:
            return start, error, at + reader.line_num
        return start, None, until

    def _row(self, cells: list[str], texts: list[str], line: int) -> bool:
        """Take or refuse one row; False: only its first line is refused, look at the others again."""
        if len(texts) > 1 and sum(map(len, texts)) > LINE_BYTES:
            self._refuse(line, "table.quote", f"a quoted text above {LINE_BYTES} characters", texts[0])
            return False
        raw = "".join(texts).rstrip("\r\n")
        if not cells or (len(cells) == 1 < self.width and not raw.strip()):
            return True
        wrong = None
        if len(cells) != self.width:
            wrong = "table.fields", f"{len(cells)} fields; expected {self.width} as in the header"
        elif any('"' in cell for cell in cells) and not _well_quoted(raw, self.delimiter):
            wrong = "table.quote", "a quote inside a text that is not quoted"
        refused = texts[0] if wrong else raw
        if damage := _DAMAGE.search(refused):
            self._refuse(line, *_DAMAGES[damage[0] == "\0"], refused)
            return wrong is None or len(texts) == 1
        if wrong:
            self._refuse(line, *wrong, refused)
            return len(texts) == 1
        for column, index in zip(self.columns, self.wanted, strict=True):
            column.append(cells[index])
        self.lines.append(line)
        self.raw.append(raw)
        return True

    def _refuse(self, line: int, code: str, message: str, raw: str) -> None:
        shown = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        shown = shown.rstrip("\r\n").replace("\0", "\N{SYMBOL FOR NULL}")
        self.rejects.append(Reject(line, "", code, message, shown))


_DAMAGES = {
    True: ("table.nul", "a NUL byte inside; expected text"),
    False: ("table.encoding", "letters that are not UTF-8; save the table as CSV UTF-8"),
}


def _well_quoted(raw: str, mark: str) -> bool:
    """The csv module takes ``a"b`` for a text; here it is the rest of a broken row until proved otherwise."""
    cell = rf'(?:"(?:[^"]++|"")*+"|[^"{mark}]*+)'
    return re.fullmatch(rf"{cell}(?:{mark}{cell})*+", raw) is not None


def _quote_error(error: csv.Error) -> tuple[str, str]:
    if "field limit" in str(error):
        return "table.field_too_long", f"a field above {FIELD_CHARACTERS} characters"
    return "table.quote", f"a quote is opened and not closed as it should be, within {QUOTED_LINES} lines"
