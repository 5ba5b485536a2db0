"""Negative controls: a hole is made, and the matrix finds it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from types import ModuleType
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from lachan.accounts import middleware
from lachan.core import access
from lachan.core.access import Actor
from lachan.core.wall import Scope
from tests.authorisation import matrix as over_http
from tests.authorisation import model
from tests.authorisation.matrix import Case, Matrix
from tests.authorisation.model import Asker
from tests.authorisation.rows import Asked, Rows, owner

pytestmark = pytest.mark.django_db
ROUTE = "identity:person"


def differences(matrix: Matrix, *routes: str, method: str = "GET") -> list[str]:
    """All cases of these routes, one method, as a browser sends it."""
    cases = [c for c in matrix.cases if c.route in routes and c.method == method and c.mode == "plain"]
    return [told for case in Random(7).sample(cases, min(60, len(cases))) if (told := matrix.differs(case))]


@contextmanager
def hole(statement: str) -> Iterator[None]:
    """Something is changed in the database, and taken back."""
    with transaction.atomic():
        with owner(), connection.cursor() as cursor:
            cursor.execute(statement)
        yield
        transaction.set_rollback(True)


def everything(*_: object, **__: object) -> bool:
    return True


def test_without_a_hole_nothing_is_found(matrix: Matrix) -> None:
    assert differences(matrix, ROUTE) == []


def test_a_view_that_forgets_the_right_is_found(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Actor, "need_anywhere", everything)
    assert any("not refused" in told for told in differences(matrix, ROUTE))


def test_a_query_that_forgets_the_area_is_held_by_the_second_wall(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first wall is down: nothing of the sibling is shown all the same.  Both down: it is found."""
    monkeypatch.setattr(sys.modules["lachan.identity.queries.people"], "within", lambda *_: Q())
    assert differences(matrix, ROUTE) == []
    with hole("ALTER POLICY site ON identity_person USING (true)"):
        found = differences(matrix, ROUTE)
    assert any("shows p.BA.name" in told for told in found)


def test_a_request_that_runs_outside_the_wall_is_found_where_a_query_forgets_too(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lachan.tracing.queries import work

    monkeypatch.setattr(work, "within", lambda *_: Q())
    monkeypatch.setattr(middleware, "_scope", lambda request: Scope(area_path=""))
    assert any("shows p." in told for told in differences(matrix, "tracing:cases"))


def test_a_right_too_many_is_found(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(access.ROLES, "registrar", access.ROLES["registrar"] | {"identity.read"})
    assert model.RIGHTS != access.ROLES
    found = differences(matrix, "identity:people", ROUTE)
    assert found
    assert all("registrar" in told for told in found)


def test_a_deed_beyond_the_own_area_is_found_though_the_answer_looks_right(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking a merge back answers alike for all codes: only the rows tell."""
    monkeypatch.setattr(sys.modules["lachan.identity.queries.people"], "within", lambda *_: Q())
    from lachan.identity.services import merging

    monkeypatch.setattr(merging, "within", lambda *_: Q())
    with hole("ALTER POLICY site ON identity_person USING (true)"):
        case = Case("manager-BA", "identity:unmerge", "POST", "plain", "AA")
        assert "changes ['AA'], not []" in matrix.differs(case)


def test_a_new_route_needs_an_entry(settings: Any) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    urls = ModuleType("urls_with_one_more")
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("", include("lachan.config.urls")),
        path("new/", view, name="new_page"),
    ]
    sys.modules[urls.__name__] = urls
    settings.ROOT_URLCONF = urls.__name__
    with pytest.raises(AssertionError, match=r"no entry in .*new_page"):
        over_http.routes()


@pytest.mark.parametrize("table", ["identity_person", "testing_result", "places_visit", "accounts_care"])
def test_a_wall_that_lets_everything_through_is_found(rows: Rows, table: str) -> None:
    nothing = Asked(Asker("sql"), Scope())
    assert rows.differences(nothing, Random(1)) != (0, [])
    with hole(f"ALTER POLICY site ON {table} USING (true)"):
        _, wrong = rows.differences(nothing, Random(1))
    assert {told.split()[-3] for told in wrong} >= {table}


def test_a_wall_that_stands_for_reading_only_is_found(rows: Rows) -> None:
    with hole("ALTER POLICY site ON testing_result WITH CHECK (true)"):
        _, wrong = rows.differences(Asked(Asker("sql"), Scope()), Random(1))
    assert wrong
    assert all("INSERT testing_result" in told for told in wrong)


def test_a_wall_that_is_off_is_found(rows: Rows) -> None:
    with hole("ALTER TABLE identity_phone DISABLE ROW LEVEL SECURITY"):
        _, wrong = rows.differences(Asked(Asker("sql"), Scope()), Random(1))
    assert {told.split()[-3] for told in wrong} >= {"identity_phone"}


def test_a_walled_table_needs_an_entry(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(model.ROWS, "identity_card")
    with pytest.raises(AssertionError, match="identity_card"):
        Rows(matrix)
