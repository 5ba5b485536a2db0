"""The matrix by SQL: what the roles of the site and of the worker see, change, add and remove, row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from django.db import connection, transaction
from django.db.utils import DatabaseError
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, UniqueViolation

from lachan.core import wall
from lachan.core.wall import Scope
from tests.authorisation import model
from tests.authorisation.matrix import Matrix
from tests.authorisation.model import Asker
from tests.authorisation.world import BREAKER

KEY = "tableoid::text || ctid::text"
PERSON_OF = "SELECT person_id FROM tracing_case WHERE id = case_id"
USER_OF = "(SELECT user_id::text FROM accounts_account WHERE id = account_id)"
# Whose record, case or account a row is about, and by whom it was made: as the owner of the tables reads it.
WHOSE = {
    "identity_person": "id, ''",
    "tracing_case": "person_id, ''",
    "tracing_contact": f"({PERSON_OF}), ''",
    "tracing_exposurepoint": f"({PERSON_OF}), ''",
    "tracing_evidence": f"({PERSON_OF}), ''",
    "testing_tube": "(SELECT person_id FROM testing_member WHERE tube_id = testing_tube.id), ''",
    "testing_reading": "(SELECT person_id FROM testing_member m JOIN testing_tube t ON t.id = m.tube_id"
    " WHERE t.code = tube), ''",
    "testing_upload": "(SELECT person_id FROM testing_member m JOIN testing_tube t ON t.id = m.tube_id"
    " WHERE t.code = rows->0->>1), ''",
    "places_scan": "person_id, status",
    "places_suspicion": "(SELECT person_id FROM accounts_care c WHERE c.account_id ="
    f" places_suspicion.account_id), {USER_OF}",
    "checkpoints_passage": "(SELECT person_id FROM checkpoints_passenger p WHERE p.passage_id ="
    " checkpoints_passage.id LIMIT 1), ''",
    "permits_organisation": "(SELECT id FROM identity_person p WHERE p.code = permits_organisation.name),"
    f" {USER_OF}",
    "places_ownership": f"NULL, {USER_OF}",
    "places_scan_decision": "NULL, ''",
    "accounts_account": "NULL, user_id::text",
    "accounts_care": f"person_id, {USER_OF}",
    "accounts_opening": "person_id, actor",
    "accounts_code": "NULL, ''",
    "places_visit": "person_id, ''",
    "proximity_encounter": "person_a, ''",
    "core_watch": "NULL, ''",
    "declarations_ride": "NULL, ''",
}
WRITES = ("SELECT", "UPDATE", "DELETE")
NEVER_CHANGED = {"accounts_consent"}  # by anybody: a trigger says so


@dataclass(frozen=True)
class Asked:
    """A scope as the model and as the wall put it."""

    asker: Asker
    scope: Scope

    def __str__(self) -> str:
        return f"{self.asker.unit}, cares {sorted(self.asker.cares)}, {self.scope.user}, {self.scope.actor!r}"


class Rows:
    """All rows of the walled tables, and what each scope must see of them."""

    def __init__(self, matrix: Matrix) -> None:
        self.world, self.home_of = matrix.world, matrix.home_of
        self.walled = sorted(wall.walls())
        unknown = set(self.walled) ^ model.ROWS.keys()
        assert not unknown, (
            f"walled table without an entry in tests/authorisation/model.py: {sorted(unknown)}"
        )
        with owner():
            _fill()
            self.rows = {table: self._rows(table) for table in self.walled}
            self.column = {table: _columns(table)[0] for table in self.walled}
        self.users = [care.account.user_id for care in matrix.world.cares.values()]

    def _rows(self, table: str) -> dict[str, tuple[str, str]]:
        whose = WHOSE.get(table, "person_id, ''")
        found = _fetch(f"SELECT {KEY}, {whose} FROM {table}")
        return {key: (self.home_of.get(person, ""), by) for key, person, by in found}

    def scopes(self, seed: int, size: int) -> Iterator[Asked]:
        """Nothing at all, every unit alone, then arbitrary ones."""
        yield Asked(Asker("sql"), Scope())
        for unit in ("*", *model.HOMES):
            if unit != "O":
                yield self._asked(unit, frozenset(), None, "")
        rng = Random(seed)
        for _ in range(size):
            unit = rng.choice([None, "*", *(home for home in model.HOMES if home != "O")])
            cares = frozenset(rng.sample(sorted(model.HOMES), rng.choice([0, 0, 1, 2])))
            yield self._asked(unit, cares, rng.choice([None, *self.users]), rng.choice(["", BREAKER, "else"]))

    def _asked(self, unit: str | None, cares: frozenset[str], user: int | None, actor: str) -> Asked:
        path = None if unit is None else self.world.path(unit)
        people = tuple(self.world.people[f"{who}.{home}"].id for home in sorted(cares) for who in "pqm")
        return Asked(Asker("sql", unit=unit, cares=cares), Scope(path, people, user, actor))

    def expected(self, asked: Asked, table: str) -> set[str]:
        user, actor = str(asked.scope.user), asked.scope.actor or "nobody"
        kind = model.ROWS[table]
        return {
            key for key, row in self.rows[table].items() if model.sees(asked.asker, user, actor, kind, row)
        }

    def differences(self, asked: Asked, rng: Random, *, inserts: int = 3) -> tuple[int, list[str]]:
        """How many cases (a row, a scope, a verb) were compared, and those that are not as the model says."""
        count, wrong = 0, []
        for table in self.walled:
            seen = self.expected(asked, table)
            for verb in WRITES[:1] if table in NEVER_CHANGED else WRITES:
                with self.inside(asked):
                    found = self._reached(verb, table)
                count += len(self.rows[table])
                wrong += [f"{asked}: {verb} {table} {self.rows[table][key]}" for key in seen ^ found]
            for key in rng.sample(sorted(self.rows[table]), min(inserts, len(self.rows[table]))):
                count += 1
                if self._adds(asked, table, key) != (key in seen):
                    wrong.append(f"{asked}: INSERT {table} {self.rows[table][key]}")
        return count, wrong

    @contextmanager
    def inside(self, asked: Asked) -> Iterator[None]:
        """As in a request; what was changed is taken back."""
        with transaction.atomic():
            with wall.inside(asked.scope):
                yield
            transaction.set_rollback(True)

    def _reached(self, verb: str, table: str) -> set[str]:
        column = self.column[table]
        statement = {
            "SELECT": f"SELECT {KEY} FROM {table}",
            "UPDATE": f"UPDATE {table} SET {column} = {table}.{column} FROM (SELECT {KEY} AS k, ctid AS at,"
            f" tableoid AS of FROM {table}) old WHERE old.at = {table}.ctid AND old.of = {table}.tableoid"
            " RETURNING old.k",
            "DELETE": f"DELETE FROM {table} RETURNING {KEY}",
        }[verb]
        return {key for (key,) in _fetch(statement)}

    def _adds(self, asked: Asked, table: str, key: str) -> bool:
        """Whether the same row could be added: then only its key stands against it."""
        columns = sql.SQL(", ").join(map(sql.Identifier, _columns(table)))
        with owner():
            [(row,)] = _fetch(f"SELECT to_jsonb(t)::text FROM {table} t WHERE {KEY} = %s", key)
        add = sql.SQL("INSERT INTO {t} ({c}) SELECT {c} FROM jsonb_populate_record(NULL::{t}, %s::jsonb)")
        statement = add.format(t=sql.Identifier(table), c=columns).as_string(connection.connection)
        with self.inside(asked), transaction.atomic():
            return not refused(statement, row)


@contextmanager
def owner() -> Iterator[None]:
    """As the owner of the tables, for a look or a hole; the site again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL SESSION AUTHORIZATION DEFAULT")
        try:
            yield
        finally:
            cursor.execute(f"SET LOCAL SESSION AUTHORIZATION {wall.SITE}")


def refused(statement: str, *given: object) -> bool:
    """Whether the database refuses for want of a right; a row that is there already is no want of one."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, given or None)
    except DatabaseError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            return True
        if isinstance(error.__cause__, UniqueViolation):
            return False
        raise
    return False


def _fetch(statement: str, *given: object) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given or None)
        return list(cursor.fetchall())


def _columns(table: str) -> list[str]:
    found = _fetch(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        table,
    )
    return [name for (name,) in found]


def _fill() -> None:
    """A row of the tables that no page fills here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_code (id, number_key, number_end, digest, sent_at, ends_at, tries)"
            " VALUES (gen_random_uuid(), 'k', '123', 'd', now(), now() + interval '1 min', 0);"
            "INSERT INTO core_watch (topic, key, ref, starts_at, ends_at)"
            " VALUES ('places.place', 1, gen_random_uuid(), now(), now() + interval '1 min')"
        )
