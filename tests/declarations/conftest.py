"""Tests that commit: several connections at once."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.tracing.standing import forget_jobs


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """A database whose rows other connections see; emptied afterwards, the append-only trail included."""
    yield
    forget_jobs()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
