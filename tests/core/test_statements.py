"""What is said to be prepared is prepared: nothing else would notice but the clock."""

import pytest
from django.db import connection
from psycopg import sql

from lachan.core.statements import run

pytestmark = pytest.mark.django_db
ASKED = sql.SQL("SELECT %(n)s::int + {} AS sum")


def kept(text: str) -> list[tuple[int, int]]:
    """Generic and custom plans of the prepared statements with this text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            [f"%{text}%"],
        )
        return list(cursor.fetchall())


def test_a_statement_is_parsed_and_planned_once_for_all_values() -> None:
    statement = ASKED.format(sql.Literal(1001))
    assert [run(statement, {"n": n})[0]["sum"] for n in range(3)] == [1001, 1002, 1003]
    assert kept("+ 1001") == [(3, 0)]


def test_one_that_is_planned_for_its_values_is_not_kept_and_leaves_the_connection_as_it_was() -> None:
    assert run(ASKED.format(sql.Literal(1002)), {"n": 1}, prepare=False) == [{"sum": 1003}]
    assert kept("+ 1002") == []
    with connection.cursor() as cursor:
        settings = {}
        for name in ("plan_cache_mode", "enable_seqscan"):
            cursor.execute(f"SHOW {name}")
            settings[name] = cursor.fetchone()[0]
    assert settings == {"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}
