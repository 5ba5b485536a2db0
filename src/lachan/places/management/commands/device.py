"""Scanners and their tokens, at the command line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lachan.core.access import system
from lachan.core.errors import DomainError
from lachan.places import services

Told = dict[str, Any]


class Command(BaseCommand):
    help = "Add, list or revoke devices that scan at a place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["add", "list", "revoke"])
        parser.add_argument("--place", default="", help="code of the place")
        parser.add_argument("--name", default="", help="what people call it: gate 2")
        parser.add_argument("--device", type=int, default=0)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            told = self._done(verb, options)
        except DomainError as error:
            raise CommandError(f"device: {error}") from error
        if options["as_json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for one in told if isinstance(told, list) else [told]:
            self.stdout.write("\t".join(str(value) for value in one.values()))

    def _done(self, verb: str, options: dict[str, Any]) -> Told | list[Told]:
        now = timezone.now()
        if verb == "list":
            return [_line(one) for one in services.devices(system(), options["place"])]
        if verb == "revoke":
            services.revoke_device(system(), options["device"], now=now)
            return {"device": options["device"], "state": "revoked"}
        made = services.add_device(system(), options["place"], name=options["name"], now=now)
        return {"device": made.device, "token": made.token}


def _line(one: Any) -> Told:
    return {
        "device": one.id,
        "place": one.place_code,
        "name": one.name,
        "state": "revoked" if one.revoked_at else "live",
        "last_contact": one.met_at.isoformat() if one.met_at else "",
        "clock_off_s": round(one.clock_off.total_seconds()) if one.clock_off is not None else "",
        "last_number": one.last_number or "",
        "missing": one.missing,
    }
