"""Tables people send: streaming reading with nothing lost, and every bad row told.

``read`` gives chunks of parsed columns; ``RejectWriter`` gives the bad rows back to the sender.
"""

from lachan.core.tables.errors import FieldError, UnreadableFile
from lachan.core.tables.fields import (
    Field,
    code,
    day,
    decimal,
    flag,
    integer,
    moment,
    national_id,
    note,
    one_of,
    phone,
    sex,
    text,
)
from lachan.core.tables.header import Column
from lachan.core.tables.reader import Chunk, read
from lachan.core.tables.rejects import Reject, RejectWriter

__all__ = [
    "Chunk",
    "Column",
    "Field",
    "FieldError",
    "Reject",
    "RejectWriter",
    "UnreadableFile",
    "code",
    "day",
    "decimal",
    "flag",
    "integer",
    "moment",
    "national_id",
    "note",
    "one_of",
    "phone",
    "read",
    "sex",
    "text",
]
