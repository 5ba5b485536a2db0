"""``lachan team AREA --close|--open``."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lachan.core.access import system
from lachan.core.errors import DomainError
from lachan.tracing import services


class Command(BaseCommand):
    help = "Close or open the tracing team of a unit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("area")
        parser.add_argument("--close", action="store_false", dest="is_active")

    def handle(self, *, area: str, is_active: bool, **options: Any) -> None:
        services.cover_new_areas(system("command line"))
        try:
            team = services.set_team(system("command line"), area, is_active=is_active)
        except DomainError as error:
            self.stderr.write(f"team: {error}")
            sys.exit(1)
        self.stdout.write(f"{team.area_code} {team.name}: {'open' if is_active else 'closed'}")
