"""The columns of an encounters file."""

from lachan.core.batches import Origin
from lachan.core.tables import Chunk, Column, code, decimal, flag, integer, moment
from lachan.proximity.services import EncounterColumns

ENCOUNTER_COLUMNS = [
    Column("person_a", code),
    Column("person_b", code),
    Column("start", moment),
    Column("end", moment, required=False, may_be_empty=True),
    Column("distance_m", decimal(0, 1000), required=False, may_be_empty=True),
    Column("rssi_dbm", integer(-128, 20), required=False, may_be_empty=True),
    Column("masked", flag, required=False, may_be_empty=True),
]


def encounter_columns(chunk: Chunk) -> EncounterColumns:
    return EncounterColumns(
        Origin(chunk.lines, chunk.raw), **{c.name: chunk.values[c.name] for c in ENCOUNTER_COLUMNS}
    )
