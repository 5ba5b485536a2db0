"""Accounts of the staff, at the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lachan.accounts import public as accounts
from lachan.core.access import system
from lachan.core.errors import DomainError
from lachan.identity import public as identity


class Command(BaseCommand):
    help = "Add, list, renew or close accounts of the staff."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["add", "list", "renew", "close"])
        parser.add_argument("user", nargs="?", default="")
        parser.add_argument("--role", default="")
        parser.add_argument("--area", default="", help="code of the unit; without it, the whole country")
        parser.add_argument("--name", default="")
        parser.add_argument("--site", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, verb: str, user: str, site: str, **options: Any) -> None:
        actor = system()
        try:
            if verb == "add":
                path = accounts.add_staff(actor, user, options["role"], options["area"], name=options["name"])
                self.stdout.write(f"{user}: open {site}{path} within a day; it works once")
            elif verb == "renew":
                path = accounts.renew_staff(actor, user)
                self.stdout.write(f"{user}: open {site}{path} within a day; it works once")
            elif verb == "close":
                accounts.close_staff(actor, user)
                self.stdout.write(f"{user}: closed, with all sessions")
            else:
                self._list()
        except DomainError as error:
            raise CommandError(f"staff: {error}") from error

    def _list(self) -> None:
        for member in identity.staff_members(system()):
            state = "open" if member.is_active else "closed"
            seen = f"{member.last_login:%Y-%m-%d}" if member.last_login else "never"
            area = member.area_id or "all"
            self.stdout.write(f"{member.username}\t{member.role}\t{area}\t{state}\t{seen}\t{member.name}")
