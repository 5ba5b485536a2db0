"""``lachan load results FILE.csv``."""

from lachan.core.access import Actor
from lachan.core.loading import LoadCommand
from lachan.core.tables import Chunk, Reject
from lachan.testing.forms import RESULT_COLUMNS, result_columns
from lachan.testing.services import load_results


class Command(LoadCommand):
    help = "Load results.  Safe to run twice."
    columns = RESULT_COLUMNS
    chunk_rows = 5_000  # laboratories that release at the same time wait for a chunk

    def store(self, actor: Actor, chunk: Chunk) -> tuple[int, list[Reject]]:
        return load_results(actor, result_columns(chunk))
