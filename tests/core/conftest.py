"""Tests that commit: several connections at once, and a trail that is tampered with."""

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """A database whose rows other connections see; emptied afterwards, the append-only trail included."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
