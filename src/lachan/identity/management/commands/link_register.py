"""``lachan link [--estimate]``."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from lachan.core.access import system
from lachan.identity.services import estimate_model, link_register


class Command(BaseCommand):
    help = "Hold the whole register against itself, by Splink.  Safe to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--estimate", action="store_true", help="write a candidate model, change nothing")
        parser.add_argument("--out", type=Path, help="where the candidate goes")
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object")

    def handle(self, *, estimate: bool, out: Path | None, as_json: bool, **options: Any) -> None:
        actor, console = system("command line"), Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal or options["verbosity"] == 0) as bar:
            task = bar.add_task("link", total=1.0)

            def say(what: str, share: float) -> None:
                bar.update(task, description=what, completed=share)

            if estimate:
                path = (
                    out or Path(settings.HOME) / "linkage" / f"matching-candidate-{timezone.localdate()}.toml"
                )
                estimate_model(actor, path, say=say)
                told: dict[str, Any] = {"candidate": str(path)}
            else:
                told = link_register(actor, say=say).told()
        if as_json:
            self.stdout.write(json.dumps(told))
        elif estimate:
            self.stdout.write(f"candidate model written to {told['candidate']}")
        else:
            self.stdout.write(
                f"{told['records']:,} records, {told['pairs']:,} pairs, {told['merged']:,} merged, "
                f"{told['reviews']:,} to decide, {told['reviews_opened']:,} of them new; "
                f"{told['seconds']['all']:.1f} s"
            )
