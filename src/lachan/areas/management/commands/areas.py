"""``lachan areas load|show|convert|divided``."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lachan.areas import public as areas
from lachan.core.access import system


class Command(BaseCommand):
    help = "The national trees of units: load them, look one up, convert it between two days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("load", "show", "convert", "divided"))
        parser.add_argument("code", nargs="?", default="")
        parser.add_argument("--on", help="yyyy-mm-dd; without it, today")
        parser.add_argument("--to", help="yyyy-mm-dd; without it, today")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, what: str, code: str, as_json: bool, **options: Any) -> None:
        on, to = _day(options["on"], "--on"), _day(options["to"], "--to")
        if what == "load":
            loaded = areas.load_national(system("command line"))
            told: Any = asdict(loaded)
            lines = [
                f"{loaded.units} units, {loaded.links} links and {loaded.denominators} populations"
                " new or changed"
            ]
        elif what == "show":
            told, lines = self._shown(code, on)
        elif what == "convert":
            told, lines = self._converted(code, on, to)
        else:
            found = areas.divided(on)
            told = [asdict(unit) for unit in found]
            lines = [line for unit in found for line in (f"{unit.name} ({unit.code})", *_parts(unit.parts))]
        self.stdout.write(json.dumps(told, ensure_ascii=False, default=str) if as_json else "\n".join(lines))

    def _shown(self, code: str, on: date) -> tuple[Any, list[str]]:
        unit = areas.described(code, on)
        if unit is None:
            raise CommandError(f"no unit has the code {code!r} on {on}")
        place = "" if unit.lat is None else f", {unit.lat}, {unit.lon}"
        size = "" if unit.km2 is None else f", {unit.km2} km²"
        lines = [
            f"{unit.name} ({unit.code}), {unit.level}{place}{size}",
            f"from {unit.valid_from} to {unit.valid_to or 'today'}",
            f"within {', '.join(unit.within)}" if unit.within else "at the top",
            f"{unit.children} units below",
            *(
                f"{d['persons']:,} people ({d['name']}, {d['year']}, {d['source']})"
                for d in unit.denominators
            ),
            *([] if unit.denominators else ["how many people live here is not told"]),
            *(["came from:", *_parts(unit.predecessors)] if unit.predecessors else []),
            *(["became:", *_parts(unit.successors)] if unit.successors else []),
        ]
        return asdict(unit), lines

    def _converted(self, code: str, on: date, to: date) -> tuple[Any, list[str]]:
        parts = areas.converted(code, on, to)
        if parts is None:
            raise CommandError(f"no unit has the code {code!r} on {on}")
        told = {"code": code, "on": on, "to": to, "units": [asdict(part) for part in parts]}
        return told, _parts(parts) or [f"the sources do not tell what became of {code} by {to}"]


def _parts(parts: Sequence[areas.Part]) -> list[str]:
    return [
        f"  {part.name} ({part.code}), {part.kind}, share {'not told' if part.share is None else part.share}"
        f"{', the main one' if part.is_main and part.kind == 'part' else ''}"
        for part in parts
    ]


def _day(text: str | None, option: str) -> date:
    if not text:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{option} {text!r}: a day is written yyyy-mm-dd") from None
