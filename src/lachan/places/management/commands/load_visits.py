"""``lachan load visits FILE.csv``."""

from collections.abc import Callable, Sequence

from lachan.core.access import Actor
from lachan.core.loading import LoadCommand
from lachan.core.tables import Chunk, Reject
from lachan.identity import public as identity
from lachan.places import queries
from lachan.places.forms import VISIT_COLUMNS, visit_columns
from lachan.places.services import record_visits


class Command(LoadCommand):
    help = "Load visits.  Safe to run twice."
    columns = VISIT_COLUMNS
    table = "places_visit"

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.people: dict[str, int] = {}
        self.places: dict[str, int] = {}

    def store(self, actor: Actor, chunk: Chunk) -> tuple[int, list[Reject]]:
        _learn(self.people, chunk.values["person"], identity.person_ids)
        _learn(self.places, chunk.values["place"], queries.place_ids)
        return record_visits(actor, visit_columns(chunk), people=self.people, places=self.places)


def _learn(
    known: dict[str, int], codes: Sequence[str], look_up: Callable[[list[str]], dict[str, int]]
) -> None:
    """Ids met before are not asked for again; a file names the same people and places over and over."""
    known.update(look_up(list(set(codes).difference(known))))
