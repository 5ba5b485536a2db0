"""Rooms are entered by the door, and calls go down."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from tests.laws.house import OWNERS, ROOMS, ROOT, SOURCE, called, name_in_house, python_files, tree

FREE_TO_ENTER = {"core", "kernel", "ui"}
FREE_TO_GO = {"config", "cli", "cli_qr", "__main__"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}


def through_the_wall(graph: grimp.ImportGraph) -> list[str]:
    """Imports of another room that pass neither ``public`` nor ``events``."""
    broken = []
    for module in sorted(graph.modules):
        _, room, *_ = [*module.split("."), ""]
        for target in sorted(graph.find_modules_directly_imported_by(module)):
            _, other, *rest = [*target.split("."), ""]
            if other in FREE_TO_ENTER | {room} or room in FREE_TO_GO:
                continue
            if rest[0] not in {"public", "events"}:
                broken.append(f"{module} -> {target}")
    return broken


def test_rooms_are_entered_by_the_door() -> None:
    assert through_the_wall(grimp.build_graph("lachan", cache_dir=None)) == []


@pytest.mark.parametrize(
    ("importer", "imported", "is_broken"),
    [
        ("lachan.tracing.queries", "lachan.places.models", True),
        ("lachan.tracing.queries", "lachan.places", True),
        ("lachan.core.events", "lachan.places.events", False),
        ("lachan.tracing.queries", "lachan.places.public", False),
        ("lachan.config.urls", "lachan.tracing.urls", False),
        ("lachan.tracing.queries", "lachan.core.models", False),
    ],
)
def test_the_door_law_sees_the_wall(importer: str, imported: str, is_broken: bool) -> None:
    graph = grimp.ImportGraph()
    for module in ("lachan", importer, imported):
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported)
    assert bool(through_the_wall(graph)) is is_broken


def test_the_import_contracts_are_kept() -> None:
    script = (
        "import sys; from importlinter.cli import lint_imports;"
        " sys.exit(lint_imports(cache_dir='build/imports'))"
    )
    command = [sys.executable, "-c", script]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[ran.stdout.find("Contracts\n") :] + ran.stderr


def test_every_room_stands_in_the_contracts() -> None:
    contracts = (ROOT / ".importlinter").read_text("utf-8")
    folders = [p.name for p in SOURCE.iterdir() if (p / "__init__.py").exists()]
    assert [name for name in folders if f"lachan.{name}" not in contracts] == []


def test_every_room_has_a_readme_and_a_door() -> None:
    wanted = [SOURCE / room / name for room in ROOMS for name in ("README.md", "public.py")]
    wanted += [SOURCE / "core" / "README.md"]
    assert [name_in_house(path) for path in wanted if not path.exists()] == []


def test_every_room_keeps_its_tests_beside_the_others() -> None:
    assert [room for room in OWNERS if not list((ROOT / "tests" / room).glob("test_*.py"))] == []


def vague(paths: Iterator[Path]) -> list[str]:
    return [str(path) for path in paths if VAGUE & {path.stem, path.parent.name}]


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert vague(python_files(SOURCE, ROOT / "tests", ROOT / "tools")) == []
    assert vague(iter([Path("places/utils.py")])) != []


def test_pages_and_endpoints_ask_no_table_and_no_clock() -> None:
    def wrong(text: str) -> bool:
        return "datetime.now(" in text or ".objects" in text

    pages = [p for p in python_files(SOURCE) if {"views", "api"} & {p.stem, p.parent.name}]
    assert [name_in_house(p) for p in pages if wrong(p.read_text("utf-8"))] == []
    assert wrong("rows = Visit.objects.all()")


def clocks(module: ast.AST) -> list[str]:
    calls = (called(node) for node in ast.walk(module) if isinstance(node, ast.Call))
    return [
        name for name in calls if name in {"now", "utcnow", "today", "localdate", "time_ns", "perf_counter"}
    ]


def test_rules_know_no_clock() -> None:
    pure = [*python_files(SOURCE / "kernel"), *SOURCE.glob("*/rules.py"), *SOURCE.glob("*/events.py")]
    pure = [path for path in pure if path.parent.name != "core"]
    assert [name_in_house(path) for path in pure if clocks(tree(path))] == []
    assert clocks(ast.parse("start = datetime.now(UTC)")) == ["now"]
