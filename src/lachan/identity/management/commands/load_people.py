"""``lachan load people FILE.csv``."""

from lachan.core.access import Actor
from lachan.core.loading import LoadCommand
from lachan.core.tables import Chunk, Reject
from lachan.identity.forms import PERSON_COLUMNS, person_columns
from lachan.identity.services import load_people


class Command(LoadCommand):
    help = "Load people.  Safe to run twice."
    columns = PERSON_COLUMNS
    table = "identity_person"

    def store(self, actor: Actor, chunk: Chunk) -> tuple[int, list[Reject]]:
        landed = load_people(actor, person_columns(chunk))
        return landed.stored, landed.rejects
