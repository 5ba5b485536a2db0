"""The second wall: every table with people in it has one, it stands as declared, and its doors are known."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db import models as m

from lachan.core import wall
from tests.laws.house import OWNERS, ROOT, SOURCE, models
from tools import docs

ROLES = (wall.SITE, wall.WORKER)
POLICIES = """
    SELECT c.relname::text, p.polname::text, p.polpermissive AND p.polcmd = '*' AND p.polwithcheck IS NULL,
           (SELECT array_agg(rolname::text) FROM pg_roles WHERE oid = ANY(p.polroles)),
           pg_get_expr(p.polqual, p.polrelid)
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid ORDER BY 1, 2
"""
GRANTED = """
    SELECT c.relname::text || ' ' || g.privilege_type
    FROM pg_class c, aclexplode(c.relacl) g JOIN pg_roles r ON r.oid = g.grantee
    WHERE r.rolname = ANY(%s) AND c.relnamespace = 'public'::regnamespace
"""
OWNED = """
    SELECT c.relname::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
    WHERE r.rolname = ANY(%(roles)s)
    UNION ALL SELECT p.proname::text FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
    WHERE r.rolname = ANY(%(roles)s)
    UNION ALL SELECT n.nspname::text FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner
    WHERE r.rolname = ANY(%(roles)s)
"""


def rows(statement: str, *given: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given or None)
        return list(cursor.fetchall())


def unwalled(model: type[m.Model]) -> bool:
    """Whether a table holds personal or health columns, and says nothing of who sees its rows."""
    privacy = getattr(model, "Privacy", None)
    held = {column for name in ("personal", "health") for column in getattr(privacy, name, ())}
    return bool(held) and not getattr(getattr(model, "Wall", None), "rows", "")


def test_every_table_with_personal_or_health_columns_has_a_wall() -> None:
    assert [model._meta.db_table for model in models() if unwalled(model)] == []


def test_the_law_sees_a_table_without_a_wall() -> None:
    class Privacy:
        internal = {"id"}
        health = {"outcome"}

    class Wall:
        rows = wall.NOWHERE

    bare = type("Bare", (), {"Privacy": Privacy})
    assert unwalled(bare)
    assert not unwalled(type("Walled", (), {"Privacy": Privacy, "Wall": Wall}))


def standing() -> list[str]:
    """Where the walls of the database are other than declared: compared as PostgreSQL reads both."""
    declared = wall.walls()
    told = []
    with transaction.atomic():
        for table, condition in declared.items():
            rows_of = f"CREATE POLICY as_declared ON {table} TO {wall.SITE} USING ({condition})"
            with connection.cursor() as cursor:
                cursor.execute(rows_of)
        found = {(table, name): (*rest,) for table, name, *rest in rows(POLICIES)}
        transaction.set_rollback(True)
    for table in declared:
        site, worker = found.get((table, "site")), found.get((table, "worker"))
        if site != (True, [wall.SITE], found[table, "as_declared"][2]):
            told.append(f"{table}: the site's wall is not as declared")
        if worker != (True, [wall.WORKER], "true"):
            told.append(f"{table}: the worker does not see all")
    told += [f"{table}: {name}, a policy of nobody" for table, name in found
             if table not in declared or name not in {"site", "worker", "as_declared"}]  # fmt: skip
    off = rows(
        "SELECT relname::text FROM pg_class WHERE relname = ANY(%s) AND NOT relrowsecurity", [*declared]
    )
    return told + [f"{table}: the wall is off" for (table,) in off]


@pytest.mark.django_db
def test_the_walls_stand_as_declared() -> None:
    assert standing() == []
    assert wall.missing() == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("ALTER POLICY site ON testing_result USING (true)", "the site's wall is not as declared"),
        ("ALTER POLICY site ON testing_result TO public", "the site's wall is not as declared"),
        ("ALTER POLICY site ON testing_result WITH CHECK (true)", "the site's wall is not as declared"),
        ("DROP POLICY worker ON testing_result", "the worker does not see all"),
        ("CREATE POLICY more ON testing_result USING (true)", "more, a policy of nobody"),
        ("ALTER TABLE testing_result DISABLE ROW LEVEL SECURITY", "the wall is off"),
    ],
)
def test_the_law_sees_a_wall_that_was_changed(statement: str, told: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert standing() == [f"testing_result: {told}"]


def powers() -> list[str]:
    """What the two roles have and should not."""
    told = [
        f"{name} may too much"
        for name, *bad in rows(
            "SELECT rolname::text, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit,"
            " rolreplication FROM pg_roles WHERE rolname = ANY(%s)",
            [*ROLES],
        )
        if any(bad)
    ]
    members = rows(
        "SELECT member::regrole::text, roleid::regrole::text FROM pg_auth_members WHERE member::regrole::text"
        " = ANY(%s)",
        [*ROLES],
    )
    told += [f"{member} may become {role}" for member, role in members if (member, role) != ROLES]
    with connection.cursor() as cursor:
        cursor.execute(OWNED, {"roles": [*ROLES]})
        told += [f"{name} is owned" for (name,) in cursor.fetchall()]
    granted = {str(row[0]) for row in rows(GRANTED, [*ROLES])}
    partitions = {str(row[0]) for row in rows("SELECT relname::text FROM pg_class WHERE relispartition")}
    verbs = {"SELECT", "INSERT", "UPDATE", "DELETE", "USAGE"}
    told += [f"granted: {one}" for one in sorted(granted)
             if one.split()[1] not in verbs or one.split()[0] in partitions]  # fmt: skip
    for table in ("core_audit", "core_audit_segment"):
        told += [f"{table}: {verb}" for verb in ("UPDATE", "DELETE") if f"{table} {verb}" in granted]
    return told


@pytest.mark.django_db
def test_the_roles_of_the_site_and_the_worker_are_weak() -> None:
    assert len(rows("SELECT FROM pg_roles WHERE rolname = ANY(%s)", [*ROLES])) == 2
    assert powers() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("ALTER ROLE lachan_site BYPASSRLS", "lachan_site may too much"),
        ("ALTER ROLE lachan_worker SUPERUSER", "lachan_worker may too much"),
        ("ALTER TABLE testing_result OWNER TO lachan_site", "testing_result is owned"),
        ("GRANT pg_read_all_data TO lachan_worker", "lachan_worker may become pg_read_all_data"),
        ("GRANT TRUNCATE ON testing_result TO lachan_site", "granted: testing_result TRUNCATE"),
        ("GRANT UPDATE ON core_audit TO lachan_site", "core_audit: UPDATE"),
    ],
)
def test_the_law_sees_a_role_that_was_made_strong(statement: str, told: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert told in powers()


@pytest.mark.django_db
def test_without_a_scope_no_row_of_a_walled_table_is_seen() -> None:
    """With rows in each of them: tests/authorisation/test_roles.py."""
    with wall.inside(wall.Scope()):
        assert [table for table in wall.walls() if rows(f"SELECT FROM {table} LIMIT 1")] == []


def complaints(found: list[tuple[str, str, str]], page: str) -> list[str]:
    """What is wrong with the places where the wall is opened."""
    names = [name for name, *_ in found]
    told = [f"{name}: two places" for name in sorted(set(names)) if names.count(name) > 1]
    for name, where, why in found:
        room = where.partition("/")[0]
        told += [] if name.partition(".")[0] == room and room in OWNERS else [f"{name}: not of {room}"]
        told += [] if why else [f"{where}: opens the wall and does not say why"]
        told += [] if f"| `{name}` | `{where}` |" in page else [f"{name}: not in docs/reference/wall.md"]
    return told


def hidden(path: Path, told: Counter[str]) -> bool:
    """A file that opens the wall otherwise than as ``wall.opened("name")`` in a function."""
    text = path.read_text("utf-8")
    place = path.relative_to(SOURCE).with_suffix("").as_posix()
    return (
        bool(re.search(r"core\.wall import .*\bopened\b", text)) or text.count("wall.opened(") != told[place]
    )


def test_every_opened_wall_has_a_name_of_its_own_and_is_listed() -> None:
    found = list(docs.openings())
    assert len(found) > 10
    assert complaints(found, (ROOT / "docs/reference/wall.md").read_text("utf-8")) == []
    told = Counter(where.rpartition(".")[0] for _, where, _ in found)
    files = [path for path in SOURCE.rglob("*.py") if path != SOURCE / "core" / "wall.py"]
    assert [path for path in files if hidden(path, told)] == []


def test_the_law_sees_doors_that_are_not_told(tmp_path: Path) -> None:
    (tmp_path / "testing").mkdir()
    (tmp_path / "testing" / "queries.py").write_text(
        'def one():\n    with wall.opened("testing.one"):\n        pass\n'
        '@wall.opened("tracing.two")\ndef two():\n    """Why."""\n'
        '@wall.opened("tracing.two")\ndef three():\n    """Why."""\n'
    )
    page = "| `testing.one` | `testing/queries.one` |"
    assert complaints(list(docs.openings(tmp_path)), page) == [
        "tracing.two: two places",
        "testing/queries.one: opens the wall and does not say why",
        "tracing.two: not of testing",
        "tracing.two: not in docs/reference/wall.md",
        "tracing.two: not of testing",
        "tracing.two: not in docs/reference/wall.md",
    ]


def test_nobody_sets_the_scope_by_hand() -> None:
    """Only ``core.wall`` speaks to PostgreSQL about roles and scopes."""
    words = ("SET ROLE", "set_config('lachan", "current_setting('lachan", "SESSION AUTHORIZATION")
    files = [
        path for path in SOURCE.rglob("*.py") if path.name != "wall.py" and "migrations" not in path.parts
    ]
    assert [path for path in files if any(word in path.read_text("utf-8") for word in words)] == []
