"""A seeded sample of the matrix: nothing differs from the model.  All of it: `make bench-authz`."""

import ast
from random import Random

import pytest

from lachan.core import access
from tests.authorisation import model
from tests.authorisation.matrix import Case, Matrix, sample
from tests.authorisation.rows import Rows
from tests.laws.house import ROOT

pytestmark = pytest.mark.django_db
HTTP_PARTS, HTTP_CASES = 5, 300
SQL_PARTS, SQL_SCOPES = 2, 2


@pytest.mark.parametrize("seed", range(1, HTTP_PARTS + 1))
def test_every_answer_is_the_one_of_the_model(matrix: Matrix, seed: int) -> None:
    differences = [matrix.differs(case) for case in sample(matrix.cases, HTTP_CASES, seed)]
    assert [told for told in differences if told] == []


@pytest.mark.parametrize("seed", range(1, SQL_PARTS + 1))
def test_every_row_is_seen_changed_and_added_as_the_model_says(rows: Rows, seed: int) -> None:
    count, wrong, rng = 0, [], Random(seed)
    scopes = list(rows.scopes(seed, SQL_SCOPES))
    for asked in scopes if seed == 1 else scopes[-SQL_SCOPES:]:
        done, found = rows.differences(asked, rng)
        count, wrong = count + done, wrong + found
    assert wrong == []
    assert count > 1_000


def test_the_sample_is_of_five_thousand_cases(matrix: Matrix, rows: Rows) -> None:
    scopes = len(list(rows.scopes(1, SQL_SCOPES))) + SQL_SCOPES * (SQL_PARTS - 1)
    a_scope = 3 * sum(map(len, rows.rows.values()))
    assert HTTP_PARTS * HTTP_CASES + scopes * a_scope >= 5_000
    assert len(matrix.cases) >= 100_000


def test_what_must_be_shown_is_shown_to_who_works_for_the_whole_country(matrix: Matrix) -> None:
    """The canaries sing at all: a matrix that finds nothing because nothing is found would be of no use."""
    seen = matrix.found(Case("manager-*", "identity:people", "GET", "plain", "")).shown
    assert seen == {f"{who}.{home}.name" for home in model.HOMES for who in "pq"}


def test_roles_and_rights_of_the_model_are_those_of_the_house() -> None:
    assert model.RIGHTS == access.ROLES


def test_every_level_and_kind_of_asker_is_there(matrix: Matrix) -> None:
    kinds = {visitor.asker.kind for visitor in matrix.visitors.values()}
    assert kinds == {"anonymous", "nobody", "citizen", "staff", "programme", "turned_away"}
    units = {visitor.asker.unit for visitor in matrix.visitors.values()}
    assert units >= {"*", "V", "A", "AA", "AX", "BA", "BX"}, "nation, country, province, commune, facility"
    assert any(visitor.asker.opened for visitor in matrix.visitors.values())


def test_the_model_is_short_and_knows_nothing_of_the_code_it_judges() -> None:
    path = ROOT / "tests/authorisation/model.py"
    body = ast.parse(path.read_text("utf-8"))
    imported = [node for node in ast.walk(body) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imported] == [
        "from pathlib import Path",
        "from typing import NamedTuple",
    ]
    told = {line for node in ast.walk(body) if (line := docstring(node))}
    lines = path.read_text("utf-8").splitlines()
    inside = {number for first, last in told for number in range(first, last + 1)}
    left = [line for number, line in enumerate(lines, 1) if number not in inside]
    assert len([line for line in left if line.split("#")[0].strip()]) <= 150


def docstring(node: ast.AST) -> tuple[int, int] | None:
    """First and last line of what a module, class or function says of itself."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) or not ast.get_docstring(node):
        return None
    return node.body[0].lineno, node.body[0].end_lineno or 0
