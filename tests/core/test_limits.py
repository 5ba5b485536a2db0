"""A counter counts, refuses, says how long, and begins anew."""

from datetime import timedelta

import pytest

from lachan.core import limits
from lachan.core.errors import LimitReached
from tests.make import NOON

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_so_many_uses_and_no_more_until_the_time_is_over() -> None:
    for _ in range(3):
        limits.spend("k", limit=3, per=MINUTE, now=NOON)
    with pytest.raises(LimitReached) as refusal:
        limits.spend("k", limit=3, per=MINUTE, now=NOON + timedelta(seconds=20))
    assert refusal.value.wait_s == 40
    limits.spend("other", limit=3, per=MINUTE, now=NOON)
    limits.spend("k", limit=3, per=MINUTE, now=NOON + MINUTE)
