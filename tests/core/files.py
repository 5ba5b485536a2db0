"""Files for tests: written, loaded by the command that people use, and what became of them."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import models


@dataclass(frozen=True)
class Loaded:
    """What a load said: exit code, new or changed rows, and each bad row as (line, column, code)."""

    code: int
    stored: int
    rejects: list[tuple[int, str, str]]
    told: str


def load(table: str, content: str | bytes, folder: Path) -> Loaded:
    """Load ``content`` as ``lachan load TABLE FILE --rejects OUT.csv`` does."""
    file, rejects = folder / f"{table}.csv", folder / f"{table}-rejects.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(f"load_{table}", file, rejects=rejects, stdout=out, stderr=err)
    except SystemExit as end:
        code = int(str(end.code))
    told = out.getvalue() + err.getvalue()
    stored = int(told.split(" rows read, ")[1].split()[0]) if " rows read, " in told else 0
    return Loaded(code, stored, rejects_in(rejects), told)


def rejects_in(file: Path) -> list[tuple[int, str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as text:
        return [(int(row["line"]), row["column"], row["code"]) for row in csv.DictReader(text)]


def table(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def contents(model: type[models.Model], *columns: str) -> list[tuple[Any, ...]]:
    """All rows, in an order of their own; without ``columns`` everything that is stored."""
    rows = model._default_manager.values_list(*columns)
    return sorted(rows, key=repr)
