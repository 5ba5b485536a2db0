"""Tests that commit: several connections at once."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.tracing.standing import forget_jobs


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """A database whose rows other connections see.

    It is emptied afterwards, the append-only audit trail included.
    """
    forget_jobs()
    yield
    forget_jobs()
    # without triggers, until Django has emptied the tables and closes the connection
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
