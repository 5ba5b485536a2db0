"""``lachan load people FILE.csv [--match]``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from lachan.core.access import Actor, system
from lachan.core.loading import LoadCommand
from lachan.core.tables import Chunk, Reject
from lachan.identity.forms import PERSON_COLUMNS, person_columns
from lachan.identity.services import Linking, load_people


class Command(LoadCommand):
    help = "Load people.  Safe to run twice."
    columns = PERSON_COLUMNS
    table = "identity_person"
    chunk_rows = 10_000
    linking: Linking | None = None

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--match", action="store_true", help="hold new records against everybody known before"
        )

    def handle(self, *, file: Path, rejects: Path | None, **options: Any) -> None:
        if not options.get("match"):
            super().handle(file=file, rejects=rejects, **options)
            return
        self.linking = Linking(system("command line"))
        try:
            with self.linking:
                super().handle(file=file, rejects=rejects, **options)
        finally:
            if options["verbosity"]:
                told = self.linking.linked
                self.stdout.write(f"{told.same} known already, {told.review} to decide, {told.new} new")

    def store(self, actor: Actor, chunk: Chunk) -> tuple[int, list[Reject]]:
        landed = load_people(actor, person_columns(chunk))
        if self.linking:
            self.linking.add(landed.new)
        return landed.stored, landed.rejects
