"""Breaking a promise of the database on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction


@contextmanager
def refused(told: str) -> Iterator[None]:
    """What happens inside is refused by the database, which names ``told``; what stood before stands."""
    with pytest.raises(IntegrityError, match=told), transaction.atomic():
        yield
