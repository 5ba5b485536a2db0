"""``lachan load encounters FILE.csv``."""

from lachan.core.access import Actor
from lachan.core.loading import LoadCommand
from lachan.core.tables import Chunk, Reject
from lachan.proximity.forms import ENCOUNTER_COLUMNS, encounter_columns
from lachan.proximity.services import record_encounters


class Command(LoadCommand):
    help = "Load encounters.  Safe to run twice."
    columns = ENCOUNTER_COLUMNS
    table = "proximity_encounter"

    def store(self, actor: Actor, chunk: Chunk) -> tuple[int, list[Reject]]:
        return record_encounters(actor, encounter_columns(chunk))
