"""Programmes and their tokens, at the command line."""

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lachan.accounts import public as accounts
from lachan.core.access import system
from lachan.core.errors import DomainError

Told = dict[str, Any]


class Command(BaseCommand):
    help = "Add, list or revoke programmes that work here with a token."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["add", "list", "revoke"])
        parser.add_argument("--name", default="")
        parser.add_argument("--role", default="")
        parser.add_argument("--area", default="", help="code of the unit; without it, the whole country")
        parser.add_argument("--days", type=int, default=365, help="how long the token holds")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            told = self._done(verb, options)
        except DomainError as error:
            raise CommandError(f"service: {error}") from error
        if options["as_json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for one in told if isinstance(told, list) else [told]:
            self.stdout.write("\t".join(str(value) for value in one.values()))

    def _done(self, verb: str, options: dict[str, Any]) -> Told | list[Told]:
        if verb == "list":
            return self._list()
        return self._add(options) if verb == "add" else self._revoke(options)

    def _add(self, options: dict[str, Any]) -> Told:
        now = timezone.now()
        name = options["name"] or f"{options['role']}-{options['area'] or 'all'}-{now:%Y%m%d%H%M%S%f}"
        ends_at = now + timedelta(days=options["days"])
        token = accounts.add_service(
            system(), name, options["role"], options["area"], ends_at=ends_at, now=now
        )
        return {"name": name, "token": token, "ends_at": ends_at.isoformat()}

    def _revoke(self, options: dict[str, Any]) -> Told:
        accounts.revoke_service(system(), options["name"], now=timezone.now())
        return {"name": options["name"], "state": "revoked"}

    def _list(self) -> list[Told]:
        return [
            {
                "name": one.name,
                "role": one.role,
                "area": one.area_id or "all",
                "state": "revoked" if one.revoked_at else "live",
                "ends_at": one.ends_at.isoformat() if one.ends_at else "",
                "used_on": one.used_on.isoformat() if one.used_on else "",
            }
            for one in accounts.programmes(system())
        ]
