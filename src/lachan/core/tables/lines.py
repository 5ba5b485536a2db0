"""From a stream of bytes to blocks of whole physical lines, in bounded memory however long a line is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

__all__ = ["LINE_BYTES", "Block", "blocks", "physical_lines"]

LINE_BYTES = 1_000_000
"""A longer line is passed by without being kept; a longer quoted row counts as not closed."""
BLOCK_BYTES = 1 << 18
KEPT_BYTES = 2_000
"""What is kept of a line that is passed by."""


@dataclass(slots=True)
class Block:
    """Whole physical lines; ``overlong``: the beginning of one line above the limit, the rest passed by."""

    line: int
    data: bytes
    overlong: bool = False
    read: int = 0


def _last_end(data: bytes) -> int:
    """Where the last whole line ends; a CR at the very end may be half of a CRLF."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, -1)) + 1


def _line_count(data: bytes) -> int:
    ends = data.count(b"\n")
    if b"\r" in data:
        ends += data.count(b"\r") - data.count(b"\r\n")
    return ends + (not data.endswith((b"\n", b"\r")))


def blocks(stream: IO[bytes]) -> Iterator[Block]:
    """The stream as blocks of whole lines, in order, in bounded memory."""
    rest, line, read, passing = b"", 1, 0, False
    while data := stream.read(BLOCK_BYTES):
        read += len(data)
        rest += data
        if passing:
            rest, passing = _after_first_end(rest)
            if passing:
                continue
        end = _last_end(rest)
        if end:
            for block in _within_limit(Block(line, rest[:end], read=read)):
                yield block
                line = block.line + (1 if block.overlong else _line_count(block.data))
            rest = rest[end:]
        if len(rest) > LINE_BYTES:
            yield Block(line, rest[:KEPT_BYTES], overlong=True, read=read)
            rest, passing, line = rest[-1:], True, line + 1
    if rest and not passing:
        yield Block(line, rest, read=read)


def _after_first_end(data: bytes) -> tuple[bytes, bool]:
    """What follows the end of the line being passed by, and whether that end is still to come."""
    found = re.search(rb"\r\n|\n|\r(?!\Z)", data)
    return (data[found.end() :], False) if found else (data[-1:], True)


def _within_limit(block: Block) -> Iterator[Block]:
    if len(block.data) <= LINE_BYTES:
        yield block
        return
    line, good = block.line, []
    for number, data in enumerate(block.data.splitlines(keepends=True), block.line):
        if len(data) <= LINE_BYTES:
            good.append(data)
            continue
        if good:
            yield Block(line, b"".join(good), read=block.read)
        yield Block(number, data[:KEPT_BYTES], overlong=True, read=block.read)
        line, good = number + 1, []
    if good:
        yield Block(line, b"".join(good), read=block.read)


def physical_lines(data: bytes) -> list[str]:
    """Each with its end (LF, CRLF or CR); bytes that are not UTF-8 become lone surrogates."""
    return [line.decode("utf-8", "surrogateescape") for line in data.splitlines(keepends=True)]
