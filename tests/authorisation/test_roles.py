"""What the roles of the site and of the worker may not do, whatever a statement says."""

import pytest
from django.db import DatabaseError, connection, transaction

from lachan.core import wall
from lachan.core.wall import Scope
from tests.authorisation.matrix import Matrix
from tests.authorisation.model import Asker
from tests.authorisation.rows import Asked, Rows, owner, refused

pytestmark = pytest.mark.django_db
TABLES = sorted(wall.walls())
FORBIDDEN = [
    "CREATE TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE ROLE mine",
    "ALTER ROLE lachan_site BYPASSRLS",
    "ALTER ROLE lachan_site SUPERUSER",
    "ALTER TABLE identity_person DISABLE ROW LEVEL SECURITY",
    "ALTER POLICY site ON identity_person USING (true)",
    "DROP POLICY site ON identity_person",
    "CREATE POLICY more ON identity_person USING (true)",
    "ALTER TABLE core_audit DISABLE TRIGGER ALL",
    "SET LOCAL session_replication_role = replica",
    "UPDATE core_audit SET actor = actor",
    "DELETE FROM core_audit",
    "TRUNCATE core_audit",
    "UPDATE core_audit_segment SET number = number",
    "DELETE FROM core_audit_segment",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('core', 'x', now())",
    "SELECT rolpassword FROM pg_authid",
    "SELECT pg_read_file('/etc/hostname')",
    "SELECT lo_import('/etc/hostname')",
    "COPY identity_person TO '/tmp/out'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SET LOCAL log_statement = 'all'",
    "SELECT pg_reload_conf()",
    "SELECT * FROM pg_hba_file_rules",
]


def become(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")


@pytest.mark.parametrize("role", [wall.SITE, wall.WORKER])
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_roles_change_nothing_of_the_house_itself(matrix: Matrix, role: str, statement: str) -> None:
    become(role)
    assert refused(statement)


@pytest.mark.parametrize("role", [wall.SITE, wall.WORKER])
def test_no_table_is_dropped_emptied_or_taken(matrix: Matrix, role: str) -> None:
    become(role)
    for table in TABLES:
        assert refused(f"DROP TABLE {table}"), table
        assert refused(f"TRUNCATE {table}"), table
        assert refused(f"ALTER TABLE {table} ADD COLUMN mine int"), table
        assert refused(f"CREATE INDEX ON {table} ((1))"), table


@pytest.mark.parametrize("role", [wall.SITE, wall.WORKER])
def test_a_day_of_a_big_table_is_reached_through_its_parent_only(matrix: Matrix, role: str) -> None:
    """The wall stands at the parent: a day asked for by its own name would have none."""
    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent IN ('places_visit'::regclass, 'proximity_encounter'::regclass)"
        )
        days = [name for (name,) in cursor.fetchall()]
    assert {name.rpartition("_")[0] for name in days} == {"places_visit", "proximity_encounter"}
    become(role)
    for day in days:
        for statement in ("SELECT FROM {}", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"):
            assert refused(statement.format(day)), statement.format(day)
        assert refused(f"INSERT INTO {day} SELECT * FROM {day}")
        assert refused(f"COPY {day} TO STDOUT")


def test_a_day_made_on_the_way_is_closed_from_its_first_moment(matrix: Matrix) -> None:
    made = "SELECT core_make_day('places_visit', 'places_visit_20310101', '2031-01-01Z', '2031-01-02Z')"
    assert not refused(made)
    assert refused("SELECT FROM places_visit_20310101")


@pytest.mark.parametrize(
    "given",
    [
        "'identity_person', 'identity_person_20310101', '2031-01-01Z', '2031-01-02Z'",
        "'places_visit', 'mine', '2031-01-01Z', '2031-01-02Z'",
        "'places_visit', 'places_visit_20310101', '2031-01-01Z', '2041-01-02Z'",
    ],
)
def test_the_one_function_with_its_owners_rights_makes_days_and_nothing_else(
    matrix: Matrix, given: str
) -> None:
    with pytest.raises(DatabaseError, match="not a day of"), transaction.atomic():
        refused(f"SELECT core_make_day({given})")


def test_without_a_scope_nothing_is_seen_of_tables_that_have_rows(rows: Rows) -> None:
    assert all(rows.rows[table] for table in TABLES), "a table without a row shows nothing to anybody"
    for scope in (Scope(), Scope(area_path=None, actor="nobody"), Scope(user=-1)):
        with wall.inside(scope):
            assert {table: seen(table) for table in TABLES if seen(table)} == {}
    assert {table: seen(table) for table in TABLES if seen(table)} == {}, "outside of any request"


def test_the_worker_and_an_opened_wall_see_every_row(rows: Rows) -> None:
    everything = {table: len(known) for table, known in rows.rows.items()}
    with wall.inside(Scope()), wall.opened("tests.everything"):
        assert {table: seen(table) for table in TABLES} == everything
    become(wall.WORKER)
    assert {table: seen(table) for table in TABLES} == everything


def test_a_row_cannot_be_carried_out_of_reach_or_into_it(rows: Rows) -> None:
    """An update that changes the unit of a record is checked on both sides of the wall."""
    world, move = rows.world, "UPDATE identity_person SET area_path = %s WHERE id = %s"
    asked = rows._asked("AA", frozenset(), None, "")
    with rows.inside(asked):
        assert refused(move, world.path("BA"), world.people["p.AA"].id)
        assert not refused(move, world.path("AX"), world.people["p.AA"].id)
        assert not refused(move, world.path("AA"), world.people["p.BA"].id)  # meets no row
        with connection.cursor() as cursor:
            cursor.execute(move, [world.path("AA"), world.people["p.BA"].id])
            assert cursor.rowcount == 0
            cursor.execute("SELECT count(*) FROM identity_person WHERE id = %s", [world.people["p.BA"].id])
            assert cursor.fetchone() == (0,)


def test_row_security_cannot_be_switched_off(rows: Rows) -> None:
    with rows.inside(Asked(Asker("sql"), Scope())):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL row_security = off")
        assert refused("SELECT FROM identity_person")


def seen(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
