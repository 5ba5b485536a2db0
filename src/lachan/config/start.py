"""Bring a process to the point where it can work: database reached, Django ready, tables current."""

import os
import warnings

from lachan.config import database
from lachan.config.env import env


def ready(*, migrate: bool = True) -> None:
    """Start what is needed.  Tables are brought up to date once, whoever comes first."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lachan.config.settings")
    database.ensure()
    import django

    django.setup()
    if migrate:
        bring_up_to_date()


def bring_up_to_date() -> None:
    """Apply the migrations that are missing; processes that start together wait for one another."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from lachan.core import wall

    def missing() -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    if not missing() and not wall.missing():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('lachan.migrate'))")
        try:
            if missing():
                call_command("migrate", verbosity=0, interactive=False)
            wall.build(password=env().site_password())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('lachan.migrate'))")
