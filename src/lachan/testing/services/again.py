"""Batches that meet: what the database refuses because another batch was first is judged once more."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, transaction
from psycopg.errors import DeadlockDetected

P = ParamSpec("P")
T = TypeVar("T")


def again(work: Callable[P, T]) -> Callable[P, T]:
    """Run ``work`` in a savepoint; where it loses against another batch, once more."""

    @wraps(work)
    def twice(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with transaction.atomic():
                return work(*args, **kwargs)
        except IntegrityError:
            pass
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
        with transaction.atomic():
            return work(*args, **kwargs)

    return twice
