"""The columns of an areas file."""

from lachan.areas.services import AreaRow
from lachan.core.tables import Chunk, Column, code, day, decimal, integer, text

AREA_COLUMNS = [
    Column("code", code),
    Column("name", text(200)),
    Column("level", code),
    Column("parent", code, may_be_empty=True),
    Column("lat", decimal(-90, 90), required=False, may_be_empty=True),
    Column("lon", decimal(-180, 180), required=False, may_be_empty=True),
    Column("population", integer(0, 2_000_000_000), required=False, may_be_empty=True),
    Column("valid_from", day, required=False, may_be_empty=True),
    Column("valid_to", day, required=False, may_be_empty=True),
]


def area_rows(chunk: Chunk) -> list[AreaRow]:
    names = [column.name for column in AREA_COLUMNS]
    columns = zip(*(chunk.values[name] for name in names), strict=True)
    return [
        AreaRow(line, raw, **dict(zip(names, values, strict=True)))
        for line, raw, values in zip(chunk.lines, chunk.raw, columns, strict=True)
    ]
