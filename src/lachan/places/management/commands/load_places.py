"""``lachan load places FILE.csv``."""

from lachan.core.access import Actor
from lachan.core.loading import LoadCommand
from lachan.core.tables import Chunk, Reject
from lachan.places.forms import PLACE_COLUMNS, place_columns
from lachan.places.services import load_places


class Command(LoadCommand):
    help = "Load places.  Safe to run twice."
    columns = PLACE_COLUMNS

    def store(self, actor: Actor, chunk: Chunk) -> tuple[int, list[Reject]]:
        return load_places(actor, place_columns(chunk))
