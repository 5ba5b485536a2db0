"""``lachan load denominators FILE.csv``."""

from lachan.areas.forms import DENOMINATOR_COLUMNS, denominator_rows
from lachan.areas.services import load_denominators
from lachan.core.access import Actor
from lachan.core.loading import LoadCommand
from lachan.core.tables import Chunk, Reject


class Command(LoadCommand):
    help = "Load how many people units have, by name of the count and year.  Safe to run twice."
    columns = DENOMINATOR_COLUMNS

    def store(self, actor: Actor, chunk: Chunk) -> tuple[int, list[Reject]]:
        return load_denominators(actor, denominator_rows(chunk))
