"""The second wall: PostgreSQL itself shows a request no rows but those of its scope (ADR 0026).

The first wall is the actor in every query.  This one stands where a query forgot: row-level security on
every table that holds personal or health columns.  Each such model says in ``class Wall`` which rows a
request sees; the conditions below read what :func:`inside` set for the transaction.  Where nothing was set
nothing is seen.

The site signs in as ``lachan_site``, which owns nothing and bypasses nothing.  The worker acts as
``lachan_worker``, which sees all rows, because it works for the whole country.  What a request must know
beyond its scope (is this number held by somebody elsewhere?) it asks within :func:`opened`, by name; a law
counts them.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg import sql
from psycopg.pq import TransactionStatus

from lachan.core.access import end_of

SITE, WORKER = "lachan_site", "lachan_worker"
NOWHERE = "false"  # seen through an opened wall only

# Plain current_setting(): the planner knows its value; as a sub-select it would be seven times slower.
_FROM, _UNTIL = "current_setting('lachan.from', true)", "current_setting('lachan.until', true)"
_PEOPLE = "COALESCE(NULLIF(current_setting('lachan.people', true), ''), '{}')::bigint[]"


def by_area(column: str = "area_path") -> str:
    """Rows of the scope's unit and below it."""
    return f'({column} COLLATE "C" >= {_FROM} AND {column} COLLATE "C" < {_UNTIL})'


def in_care(column: str = "person_id") -> str:
    """Rows of the people whom the scope names: a citizen's family, a record that was opened in need."""
    return f"({column} = ANY ({_PEOPLE}))"


def by_person(column: str = "person_id") -> str:
    """Rows of people whose record is seen."""
    return f"EXISTS (SELECT FROM identity_person seen WHERE seen.id = {column})"


def by_user(column: str = "user_id") -> str:
    """Rows of the account that is signed in."""
    return f"({column} = NULLIF(current_setting('lachan.user', true), '')::int)"


def either(*conditions: str) -> str:
    """Rows for which one of these holds.

    CASE and not OR: the query narrows by the same range as the wall, and the planner takes the two for
    independent.  It would expect one row of sixty thousand and read a whole commune to find it, or use the
    index of another condition and sort (4 to 70 ms instead of 0.3).  Into a CASE it does not look.
    """
    *others, last = conditions
    return f"(CASE {' '.join(f'WHEN {one} THEN true' for one in others)} ELSE {last} END)"


def by_actor(column: str = "actor") -> str:
    """Rows of what the actor did."""
    return f"({column} = NULLIF(current_setting('lachan.actor', true), ''))"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a request's transaction sees; ``Scope()`` is nothing.  ``area_path`` "" is the whole country."""

    area_path: str | None = None
    people: tuple[int, ...] = ()
    user: int | None = None
    actor: str = ""

    @property
    def settings(self) -> dict[str, str]:
        return {
            "lachan.from": self.area_path or "",
            "lachan.until": "" if self.area_path is None else end_of(self.area_path),
            "lachan.people": f"{{{','.join(map(str, self.people))}}}",
            "lachan.user": "" if self.user is None else str(self.user),
            "lachan.actor": self.actor,
        }


_within: ContextVar[bool] = ContextVar("within", default=False)
_is_open: ContextVar[bool] = ContextVar("is_open", default=False)
_session_role = ""


@contextmanager
def inside(scope: Scope) -> Iterator[None]:
    """A transaction that sees the rows of ``scope``, and no others."""
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        _set({"role": SITE, **scope.settings})
        within, is_open = _within.set(True), _is_open.set(False)
        try:
            yield
        finally:
            _is_open.reset(is_open)
            _within.reset(within)
        if is_nested and not _is_broken():
            _set({"role": "none", **Scope().settings})


@contextmanager
def opened(why: str) -> Iterator[None]:
    """For one computation that decides across areas: all rows are seen.

    What leaves it is narrowed by the caller.  ``why`` is listed in docs/reference/wall.md.  One within
    another changes nothing: only the outermost closes the wall again.
    """
    if _is_open.get() or not (_within.get() or connection.settings_dict["USER"] == SITE):
        yield
        return
    is_nested = connection.in_atomic_block
    around: AbstractContextManager[object] = nullcontext() if is_nested else transaction.atomic()
    with around:
        _set({"role": WORKER})
        within, is_open = _within.set(False), _is_open.set(True)
        try:
            yield
        finally:
            _is_open.reset(is_open)
            _within.reset(within)
            if not _is_broken():  # else the rollback takes the role back
                _set({"role": SITE})


def also(*people: int) -> None:
    """Widen the scope of this transaction by people whom the caller has just been given."""
    if _within.get():
        with connection.cursor() as cursor:
            cursor.execute(WIDEN, [list(people)])


WIDEN = f"SELECT set_config('lachan.people', ({_PEOPLE} || %s::bigint[])::text, true)"


def _is_broken() -> bool:
    status = connection.connection.info.transaction_status
    return connection.needs_rollback or status == TransactionStatus.INERROR


def _set(values: dict[str, str]) -> None:
    words = ", ".join(["set_config(%s, %s, true)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {words}", [part for pair in values.items() for part in pair])


# --- sessions that belong to a role as a whole


def work_as_worker() -> None:
    """From now on this process acts as ``lachan_worker``: subscribers and jobs, for the whole country."""
    global _session_role
    _session_role = WORKER
    connection.close()


@receiver(connection_created)
def take_role(connection: Any, **_: Any) -> None:
    if _session_role:
        connection.connection.execute(f"SET ROLE {_session_role}")


@contextmanager
def as_owner() -> Iterator[None]:
    """Nightly work on the tables themselves: dropping days, packing indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        try:
            yield
        finally:
            if _session_role:
                cursor.execute(f"SET ROLE {_session_role}")


# --- building it: after every migration, by whoever owns the tables

ROLES = """
DO $$ BEGIN
    IF to_regrole('lachan_worker') IS NULL THEN
        CREATE ROLE lachan_worker NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT;
    END IF;
    IF to_regrole('lachan_site') IS NULL THEN
        CREATE ROLE lachan_site LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_auth_members
                   WHERE roleid = 'lachan_worker'::regrole AND member = 'lachan_site'::regrole) THEN
        GRANT lachan_worker TO lachan_site;
    END IF;
    IF NOT pg_has_role('lachan_worker', 'MEMBER') THEN
        EXECUTE format('GRANT lachan_worker TO %I', current_user);
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another process, the same moment
END $$
"""
# Days of the big tables are reached through their parent only, where the wall stands; the trail is only added
# to.
GRANTS = """
DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT c.oid::regclass AS name, c.relispartition FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') LOOP
        IF t.relispartition THEN
            EXECUTE format('REVOKE ALL ON %s FROM lachan_site, lachan_worker', t.name);
        ELSIF t.name::text = 'django_migrations' THEN
            EXECUTE format('GRANT SELECT ON %s TO lachan_site, lachan_worker', t.name);
        ELSIF t.name::text = 'core_audit_cut' THEN
            EXECUTE format('GRANT SELECT ON %s TO lachan_site, lachan_worker', t.name);
        ELSIF t.name::text IN ('core_audit', 'core_audit_segment') THEN
            EXECUTE format('GRANT SELECT, INSERT ON %s TO lachan_site, lachan_worker', t.name);
        ELSE
            EXECUTE format(
                'GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO lachan_site, lachan_worker', t.name);
        END IF;
    END LOOP;
END $$;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO lachan_site, lachan_worker;
GRANT USAGE ON SCHEMA public TO lachan_site, lachan_worker
"""
WALL = sql.SQL("""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS site ON {table};
    DROP POLICY IF EXISTS worker ON {table};
    CREATE POLICY site ON {table} TO lachan_site USING ({rows});
    CREATE POLICY worker ON {table} TO lachan_worker USING (true);
    COMMENT ON POLICY site ON {table} IS {mark}
""")


def walls() -> dict[str, str]:
    """The condition of each walled table, as its model declares it."""
    models = {m._meta.db_table: getattr(m, "Wall", None) for m in apps.get_models()}
    return {table: wall.rows for table, wall in models.items() if wall is not None}


def take_down(**_: Any) -> None:
    """While tables are being changed nothing is shown: security stays on, the policies go."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DO $$ DECLARE p record; BEGIN
                   FOR p IN SELECT polname, polrelid::regclass AS name FROM pg_policy
                            WHERE polname IN ('site', 'worker') LOOP
                       EXECUTE format('DROP POLICY %I ON %s', p.polname, p.name);
                   END LOOP;
               END $$"""
        )


def missing() -> dict[str, str]:
    """Walls that do not stand, or stand otherwise than declared."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT t.name, obj_description(p.oid, 'pg_policy')
               FROM unnest(%s::text[]) AS t(name) JOIN pg_class c ON c.oid = to_regclass(t.name)
               LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'site' AND c.relrowsecurity""",
            [list(walls())],
        )
        standing = dict(cursor.fetchall())
    return {table: rows for table, rows in walls().items() if standing.get(table, _mark(rows)) != _mark(rows)}


def build(*, password: str = "", **_: Any) -> None:
    """Make the roles, their rights and every wall that is missing.  Safe to run twice."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('core.wall'))")
        cursor.execute(ROLES)
        cursor.execute(GRANTS)
        for table, rows in missing().items():
            parts = {"table": sql.Identifier(table), "rows": sql.SQL(rows), "mark": sql.Literal(_mark(rows))}
            cursor.execute(WALL.format(**parts).as_string(cursor.connection))
        if password:
            body = sql.SQL("ALTER ROLE lachan_site PASSWORD {}").format(sql.Literal(password))
            cursor.execute(body.as_string(cursor.connection))


def _mark(rows: str) -> str:
    return hashlib.sha256(rows.encode()).hexdigest()[:16]
