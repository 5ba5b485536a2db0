"""``lachan trace PERSON``."""

import json
import sys
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from lachan.core.access import system
from lachan.core.errors import DomainError
from lachan.core.tables import FieldError, moment
from lachan.tracing import services
from lachan.tracing.queries import Question, trace

GRADES = {"close": "⯃ close", "same_space": "▲ same space", "present": "● present"}


class Command(BaseCommand):
    help = "The trace of one person as data.  Writes down who looked at whom, and changes nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person")
        parser.add_argument("--as-of")
        parser.add_argument("--policy")
        parser.add_argument("--rings", type=int, default=1)
        parser.add_argument("--ref", default="lachan trace", help="for what: kept with who looked at whom")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, person: str, as_of: str | None, policy: str | None, **options: Any) -> None:
        actor = system("command line")
        services.cover_new_areas(actor)
        try:
            at: datetime | None = moment(as_of) if as_of else None
            told = trace(actor, Question(person, at, policy, options["rings"]))
        except (FieldError, DomainError) as error:
            self.stderr.write(f"trace: {error}")
            sys.exit(1)
        services.note_traced(actor, told, ref=options["ref"])
        if options["as_json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            show(told, Console(soft_wrap=True))


def show(told: dict[str, Any], console: Console) -> None:
    """The trace for people: window, contacts by grade, points, tasks, stopwatch."""
    window = told["window"]
    console.print(f"[bold]{told['person']}[/]  policy {told['policy']}", highlight=False)
    console.print(
        f"infectious {window['from'][:16]} → {window['to'][:16]}  ({told['basis']})", highlight=False
    )
    contacts = Table(
        "ring", "grade", "person", "minutes", "first", "last", "why", title="contacts", title_justify="left"
    )
    listed = [c for c in told["contacts"] if c["grade"] != "present"]
    for c in listed[:40]:
        why = ", ".join(
            sorted({e["source"] + (f" {e['place']}" if e["place"] else "") for e in c["evidence"]})
        )
        contacts.add_row(
            str(c["ring"]),
            GRADES[c["grade"]],
            c["person"],
            f"{c['minutes']:g}",
            c["first"][:16],
            c["last"][:16],
            why[:60],
        )
    console.print(contacts)
    present = len(told["contacts"]) - len(listed)
    console.print(
        f"{max(len(listed) - 40, 0)} more in these grades, {present} more only present: --json lists them all"
    )
    points = Table(
        "place", "from", "to", "present", title=f"{len(told['points'])} exposure points", title_justify="left"
    )
    for p in told["points"][:40]:
        points.add_row(
            p["place"], p["from"][:16], p["to"][:16] + (" ?" if p["assumed"] else ""), str(p["present"])
        )
    console.print(points)
    for task in told["tasks"]:
        items = len(task["people"]) or len(task["places"])
        console.print(f"team {task['team']}: {items} {task['kind']}", highlight=False)
    console.print("  ".join(f"{name} {ms} ms" for name, ms in told["timings_ms"].items()), highlight=False)
