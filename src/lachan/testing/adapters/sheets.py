"""Workbooks as instruments and laboratories send them: their first sheet as CSV."""

import csv
from datetime import datetime
from io import BytesIO, TextIOWrapper
from typing import IO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from lachan.core.tables import UnreadableFile

WORKBOOK = b"PK\x03\x04"
MOST_BYTES = 100_000_000  # unpacked: a small file can hold a very big one


def as_table(file: IO[bytes]) -> IO[bytes]:
    """The first sheet of a workbook as CSV; any other file as it is.  Raises :class:`UnreadableFile`."""
    start = file.read(len(WORKBOOK))
    file.seek(0)
    if start != WORKBOOK:
        return file
    try:
        with ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise UnreadableFile("table.too_big", "the workbook is too big; save its sheet as CSV UTF-8")
        return _first_sheet(file)
    except (BadZipFile, KeyError, ValueError, SyntaxError) as error:  # SyntaxError: its XML is damaged
        raise UnreadableFile(
            "table.binary", "the workbook is damaged; save its sheet as CSV UTF-8"
        ) from error


def _first_sheet(file: IO[bytes]) -> IO[bytes]:
    book = load_workbook(file, read_only=True, data_only=True)
    told = BytesIO()
    text = TextIOWrapper(told, "utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    for row in book.worksheets[0].iter_rows(values_only=True):
        cells = [_cell(value) for value in row]
        rows.writerow(cells if any(cells) else [])  # an empty line, so that lines are those of the sheet
    text.detach()
    told.seek(0)
    return told


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, float) and value.is_integer():  # a number as code of a tube
        return str(int(value))
    return " ".join(str(value).split())
