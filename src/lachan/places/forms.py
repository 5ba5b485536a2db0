"""The columns of places and visits files."""

from lachan.core.batches import Origin
from lachan.core.tables import Chunk, Column, code, decimal, integer, moment, text
from lachan.places.services import PlaceColumns, VisitColumns

PLACE_COLUMNS = [
    Column("code", code),
    Column("name", text(200)),
    Column("kind", code),
    Column("area_code", code, may_be_empty=True),
    Column("lat", decimal(-90, 90), required=False, may_be_empty=True),
    Column("lon", decimal(-180, 180), required=False, may_be_empty=True),
    Column("capacity", integer(1, 1_000_000), required=False, may_be_empty=True),
]
VISIT_COLUMNS = [
    Column("person", code),
    Column("place", code),
    Column("entered_at", moment),
    Column("left_at", moment, required=False, may_be_empty=True),
]


def place_columns(chunk: Chunk) -> PlaceColumns:
    return PlaceColumns(
        Origin(chunk.lines, chunk.raw), **{c.name: chunk.values[c.name] for c in PLACE_COLUMNS}
    )


def visit_columns(chunk: Chunk) -> VisitColumns:
    return VisitColumns(
        Origin(chunk.lines, chunk.raw), **{c.name: chunk.values[c.name] for c in VISIT_COLUMNS}
    )
