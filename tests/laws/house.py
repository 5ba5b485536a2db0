"""Where things stand in the house: what several laws look at."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Model

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "lachan"
ROOMS: list[str] = settings.ROOMS  # the rooms proper; `core` owns tables too but is entered freely
OWNERS = [*ROOMS, "core"]


def python_files(*folders: Path) -> Iterator[Path]:
    """Every Python file of our own in these folders, migrations too."""
    for folder in folders:
        yield from sorted(p for p in folder.rglob("*.py") if "node_modules" not in p.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name_in_house(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def models() -> list[type[Model]]:
    """Every table class of ours."""
    return [model for owner in OWNERS for model in apps.get_app_config(owner).get_models()]


def called(node: ast.Call) -> str:
    """The last name of what is called: ``emit`` of both ``emit(x)`` and ``events.emit(x)``."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
