"""The columns of a people file."""

from lachan.core.batches import Origin
from lachan.core.tables import Chunk, Column, code, day, national_id, phone, sex, text
from lachan.identity.services import PersonColumns

PERSON_COLUMNS = [
    Column("code", code),
    Column("name", text(200)),
    Column("birth_date", day, may_be_empty=True),
    Column("sex", sex, may_be_empty=True),
    Column("phone", phone, may_be_empty=True),
    Column("national_id", national_id, may_be_empty=True),
    Column("area_code", code, may_be_empty=True),
    Column("household", code, may_be_empty=True),
]


def person_columns(chunk: Chunk) -> PersonColumns:
    return PersonColumns(
        Origin(chunk.lines, chunk.raw), **{c.name: chunk.values[c.name] for c in PERSON_COLUMNS}
    )
