"""``lachan load areas FILE.csv``."""

from lachan.areas.forms import AREA_COLUMNS, area_rows
from lachan.areas.services import load_areas
from lachan.core.access import Actor
from lachan.core.loading import LoadCommand
from lachan.core.tables import Chunk, Reject


class Command(LoadCommand):
    help = "Load administrative units.  Safe to run twice."
    columns = AREA_COLUMNS
    chunk_rows = 1_000_000  # a parent may stand anywhere in the file

    def store(self, actor: Actor, chunk: Chunk) -> tuple[int, list[Reject]]:
        return load_areas(actor, area_rows(chunk))
