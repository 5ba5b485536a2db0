"""The columns of the files of this room."""

from lachan.areas.services import AreaRow, DenominatorRow
from lachan.core.batches import Origin
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
    Column("km2", decimal(0, 1_000_000), required=False, may_be_empty=True),
]
DENOMINATOR_COLUMNS = [
    Column("area_code", code),
    Column("name", code),
    Column("year", integer(1900, 2200)),
    Column("persons", integer(0, 2_000_000_000)),
    Column("source", text(200)),
]


def area_rows(chunk: Chunk) -> list[AreaRow]:
    names = [column.name for column in AREA_COLUMNS]
    columns = zip(*(chunk.values[name] for name in names), strict=True)
    return [
        AreaRow(line, raw, **dict(zip(names, values, strict=True)))
        for line, raw, values in zip(chunk.lines, chunk.raw, columns, strict=True)
    ]


def denominator_rows(chunk: Chunk) -> DenominatorRow:
    return DenominatorRow(
        Origin(chunk.lines, chunk.raw), **{c.name: chunk.values[c.name] for c in DENOMINATOR_COLUMNS}
    )
