"""Limits: no attempt too many, whoever comes at once, and no key readable."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from lachan.core import limits
from lachan.core.errors import TooMany
from lachan.core.limits import Limit, Use
from lachan.core.models import LimitCount

NUMBER_DAY = Limit("otp.number_day", 5, timedelta(days=1))
EVERYBODY = Limit("otp.all_day", 7, timedelta(days=1))


def taken(*uses: Use) -> bool:
    try:
        limits.take(*uses)
    except TooMany:
        return False
    finally:
        if not connection.in_atomic_block:
            connection.close()
    return True


@pytest.mark.django_db
def test_the_first_few_pass_and_the_next_is_told_how_long_to_wait() -> None:
    assert [taken(Use(NUMBER_DAY, "+84901234567")) for _ in range(5)] == [True] * 5
    with pytest.raises(TooMany) as refused:
        limits.take(Use(NUMBER_DAY, "+84901234567"))
    assert refused.value.limit == "otp.number_day"
    assert 0 < refused.value.wait_seconds <= 86_400
    assert "901234567" not in str(refused.value)
    assert taken(Use(NUMBER_DAY, "+84907654321"))


@pytest.mark.django_db
def test_the_limit_of_all_holds_where_that_of_each_does_not() -> None:
    passed = [taken(Use(NUMBER_DAY, str(number)), Use(EVERYBODY)) for number in range(10)]
    assert passed == [True] * 7 + [False] * 3


@pytest.mark.django_db
def test_a_window_that_is_over_counts_no_more_and_is_forgotten() -> None:
    for _ in range(6):
        taken(Use(NUMBER_DAY, "x"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_limit SET ends_at = now() - interval '1 second'")
    assert taken(Use(NUMBER_DAY, "x"))
    LimitCount.objects.update(ends_at="2020-01-01T00:00Z")
    assert limits.forget_past() == 1
    assert not LimitCount.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_forty_at_once_get_through_as_many_times_as_allowed_whatever_the_order_of_the_limits() -> None:
    one, all_ = Use(NUMBER_DAY, "x"), Use(EVERYBODY)
    with ThreadPoolExecutor(8) as threads:
        orders = [(one, all_), (all_, one)] * 20
        passed = list(threads.map(lambda uses: taken(*uses), orders))
    assert sum(passed) == 5


@pytest.mark.django_db
def test_the_table_does_not_tell_whom_it_counts() -> None:
    limits.take(Use(NUMBER_DAY, "+84901234567"))
    [row] = LimitCount.objects.all()
    assert len(bytes(row.key)) == 16
    assert b"901234567" not in bytes(row.key)
