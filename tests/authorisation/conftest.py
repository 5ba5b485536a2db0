"""The world of the matrix, made once for a module."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.authorisation.matrix import Matrix, standing
from tests.authorisation.rows import Rows


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    with django_db_blocker.unblock(), standing() as world:
        yield world


@pytest.fixture(scope="module")
def rows(matrix: Matrix) -> Rows:
    return Rows(matrix)
