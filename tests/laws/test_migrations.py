"""Migrations are linear, documented, reversible, and all there."""

import ast
import importlib
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

from tests.laws.house import OWNERS, SOURCE, name_in_house, tree

FILES = [path for owner in OWNERS for path in sorted((SOURCE / owner / "migrations").glob("0*.py"))]


@pytest.mark.parametrize("owner", OWNERS)
def test_the_migrations_of_a_room_are_one_line(owner: str) -> None:
    loader = MigrationLoader(None)
    assert len(loader.graph.leaf_nodes(owner)) == 1
    names = sorted(name for app, name in loader.disk_migrations if app == owner)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def undocumented(module: ast.Module) -> list[str]:
    text = ast.get_docstring(module) or ""
    return [word for word in ("Lock:", "Undo:") if word not in text]


def foreign(module: ast.Module) -> list[str]:
    """What a migration imports of the house beyond ``core.ids``: code that will change under it."""
    nodes = list(ast.walk(module))
    names = [a.name for n in nodes if isinstance(n, ast.Import) for a in n.names]
    names += [f"{n.module}.{a.name}" for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names]
    return [name for name in names if name.startswith("lachan") and name != "lachan.core.ids"]


@pytest.mark.parametrize("path", FILES, ids=name_in_house)
def test_every_migration_says_what_it_locks_and_stands_on_its_own(path: Path) -> None:
    assert undocumented(tree(path)) == []
    assert foreign(tree(path)) == []


def test_the_law_sees_a_migration_that_says_nothing() -> None:
    sample = ast.parse('"""Adds a column.  Lock: none."""\nfrom lachan.places import models\n')
    assert (undocumented(sample), foreign(sample)) == (["Undo:"], ["lachan.places.models"])


def one_way(operations: list[Operation]) -> list[Operation]:
    flat = [o for o in operations if not isinstance(o, SeparateDatabaseAndState)]
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            flat += operation.database_operations
    return [o for o in flat if not o.reversible]


@pytest.mark.parametrize("path", FILES, ids=name_in_house)
def test_every_migration_can_be_undone(path: Path) -> None:
    module = importlib.import_module(f"lachan.{path.parts[-3]}.migrations.{path.stem}")
    assert one_way(module.Migration.operations) == []
    assert one_way([RunPython(RunPython.noop)]) != []


@pytest.mark.django_db
def test_every_room_goes_down_and_up_again() -> None:
    before = tables()
    for owner in reversed(OWNERS):
        call_command("migrate", owner, "zero", verbosity=0)
    assert not [table for table in tables() if table.split("_")[0] in OWNERS]
    call_command("migrate", verbosity=0)
    assert tables() == before


def tables() -> dict[str, list[str]]:
    """Tables with their columns and types."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(a.attname || ' ' || a.atttypid::regtype ORDER BY a.attnum)"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE a.attnum > 0 AND NOT a.attisdropped AND NOT c.relispartition AND c.relkind IN ('r', 'p')"
            " AND c.relnamespace = 'public'::regnamespace"
            " GROUP BY c.relname"
        )
        return dict(cursor.fetchall())


@pytest.mark.django_db
def test_the_tables_are_what_the_models_say() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
