"""Every numbered promise is a constraint of that name, and a test breaks it."""

import re

import pytest
from django.db import connection
from django.db.models import CheckConstraint, Model

from tests.laws.house import OWNERS, ROOT, models

NUMBERED = re.compile(r"[a-z]+_r\d+_[a-z_]+")
PROMISE = re.compile(r"^R(\d+)  (.*?)(?=^R\d+  |^\S|\Z)", re.MULTILINE | re.DOTALL)
OTHERWISE = ("(primary key)", "(trigger ", "is unique)")
STORED = """
    SELECT t.relname, k.conname FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
    WHERE NOT t.relispartition AND k.conname ~ '_r[0-9]+_'
    UNION SELECT t.relname, i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
          JOIN pg_class t ON t.oid = x.indrelid
    WHERE x.indisunique AND NOT i.relispartition AND i.relname ~ '_r[0-9]+_'
    UNION SELECT t.relname, g.tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
    WHERE NOT g.tgisinternal AND NOT t.relispartition AND g.tgname ~ '_r[0-9]+_'
"""


def stored() -> dict[str, str]:
    """Constraint, unique index or trigger to its table, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(STORED)
        return {name: table for table, name in cursor.fetchall()}


def docstring(model: type[Model]) -> str:
    return re.sub(r"^    ", "", model.__doc__ or "", flags=re.MULTILINE)


def unkept(text: str, names: set[str]) -> list[str]:
    """Promises that name no constraint the database has, and constraints that are named but do not exist."""
    found = []
    for number, told in PROMISE.findall(text):
        if not names & set(NUMBERED.findall(told)) and not any(word in told for word in OTHERWISE):
            found.append(f"R{number} names no constraint")
    return found + [f"there is no {name}" for name in NUMBERED.findall(text) if name not in names]


@pytest.mark.django_db
@pytest.mark.parametrize("model", models(), ids=lambda model: str(model._meta.label))
def test_every_promise_of_a_table_is_kept_by_the_database(model: type[Model]) -> None:
    names = stored()
    own = {name for name, table in names.items() if table == model._meta.db_table}
    assert unkept(docstring(model), set(names)) == []
    assert sorted(own - set(NUMBERED.findall(docstring(model)))) == [], "not told in the docstring"


@pytest.mark.django_db
def test_every_promise_is_broken_by_a_test_of_its_room() -> None:
    told = {owner: ROOT / "tests" / owner / "test_constraints.py" for owner in OWNERS}
    tests = {owner: path.read_text("utf-8") for owner, path in told.items() if path.exists()}
    names = stored()
    assert [n for n, table in names.items() if n not in tests.get(table.split("_")[0], "")] == []


def test_the_law_sees_promises_that_nobody_keeps() -> None:
    text = "R1  Kept (``thing_r1_kept``).\nR2  Only\n    said.\nR3  Once (primary key).\n`thing_r4_gone`"
    assert unkept(text, {"thing_r1_kept"}) == ["R2 names no constraint", "there is no thing_r4_gone"]


def unpaired(model: type[Model]) -> list[str]:
    """``x_at`` and ``x_by`` that may be empty one without the other."""
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    pairs = [
        (f"{name[:-3]}_at", name) for name in fields if name.endswith("_by") and f"{name[:-3]}_at" in fields
    ]
    checks = [repr(c.condition) for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    loose = [(at, by) for at, by in pairs if fields[at].null or fields[by].null]
    return [
        by for at, by in loose if not any(f"'{at}__isnull'" in c and f"'{by}__isnull'" in c for c in checks)
    ]


def test_when_and_by_whom_are_known_together() -> None:
    assert {model.__name__: unpaired(model) for model in models() if unpaired(model)} == {}


def test_the_law_sees_an_unpaired_column(monkeypatch: pytest.MonkeyPatch) -> None:
    from lachan.tracing.models import Task

    monkeypatch.setattr(Task._meta, "constraints", Task._meta.constraints[:2])
    assert unpaired(Task) == ["done_by"]
