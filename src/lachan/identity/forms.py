"""The columns of a people file."""

from collections.abc import Sequence

from lachan.core.batches import Origin
from lachan.core.tables import Chunk, Column, Field, code, day, national_id, phone, sex, text
from lachan.identity.services import PersonColumns
from lachan.kernel.births import Birth, partial


def _one_birth(raw: str) -> Birth:
    return partial(raw) or Birth(day(raw))


def _many_births(values: Sequence[str]) -> list[Birth] | None:
    days = day.many(values) if day.many else None
    return None if days is None else [Birth(value) for value in days]


birth = Field(_one_birth, _many_births)
"""A day, or only ``mm/yyyy`` or ``yyyy`` where a paper knows no more."""

PERSON_COLUMNS = [
    Column("code", code),
    Column("name", text(200)),
    Column("birth_date", birth, may_be_empty=True),
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
