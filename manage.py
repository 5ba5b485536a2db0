"""Django's own commands, with the embedded database started where none is named."""

import os
import sys

from lachan.config import database


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lachan.config.settings")
    database.ensure()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
