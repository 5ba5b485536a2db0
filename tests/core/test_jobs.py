"""The nightly work does what its name says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from lachan.core import ids, jobs, partitions
from lachan.core.models import Watch
from lachan.places.models import Visit

NIGHT = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)
YESTERDAY = NIGHT.date() - timedelta(days=1)


def index_bytes(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_indexes_size(%s::regclass)", [name])
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("committed")
def test_the_day_that_ended_is_packed_and_today_is_left_alone() -> None:
    names = []
    for day in (YESTERDAY, NIGHT.date()):
        partitions.ensure("places_visit", [day])
        names.append(partitions.name_of("places_visit", day))
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        for place in range(40):  # in an order that splits pages
            Visit.objects.bulk_create(
                Visit(place_id=(place * 7919 + n * 104729) % 10_000, person_id=n, entered_at=start)
                for n in range(place * 100, place * 100 + 100)
            )
    before = [index_bytes(name) for name in names]
    jobs.pack_yesterday(int(NIGHT.timestamp()))
    after = [index_bytes(name) for name in names]
    assert after[0] < before[0]
    assert after[1] == before[1]
    assert Visit.objects.count() == 8000
    assert not partitions.pack("places_visit", YESTERDAY - timedelta(days=9))


@pytest.mark.django_db
def test_what_is_too_old_is_gone_the_morning_after() -> None:
    for days in (1, 4000):
        start = datetime.now(UTC) - timedelta(days=days)
        end = start + timedelta(hours=1)
        Watch.objects.create(topic="places.place", key=1, ref=ids.new(), starts_at=start, ends_at=end)
    jobs.keep_retention(int(NIGHT.timestamp()))
    assert Watch.objects.count() == 1
