"""What is announced happened, and what happened is announced; watches and partitions keep their word."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql

from lachan.core import ids, partitions, watches
from lachan.core.events import emit, reactions
from lachan.core.models import Watch
from lachan.core.statements import run
from lachan.testing.events import ResultsReleased
from tests import make

pytestmark = pytest.mark.django_db
EVENT = ResultsReleased([1], "2022-03-10T05:00:00+00:00")


@pytest.mark.django_db(transaction=False)
def test_an_event_is_queued_for_each_of_its_subscribers() -> None:
    emit(EVENT)
    jobs = ProcrastinateJob.objects.filter(args__event__at=EVENT.at)
    assert {job.task_name for job in jobs} == {task.name for task in reactions()[EVENT.name]}
    assert jobs.count() == len(reactions()[EVENT.name]) > 1
    assert all(job.args == {"event": {"people": [1], "at": EVENT.at}} for job in jobs)


def test_what_is_rolled_back_is_not_announced() -> None:
    with transaction.atomic():
        emit(EVENT)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()


WATCH = sql.SQL("""
    WITH wanted AS (
        SELECT * FROM unnest(%(refs)s::uuid[], %(topics)s::text[], %(ends)s::timestamptz[])
                      AS w(ref, topic, ends_at), LATERAL (SELECT 1::bigint, %(start)s::timestamptz)
                      AS rest(key, starts_at)),
    {} SELECT
""").format(watches.KEEP)


def watch(ref: UUID, **until: datetime) -> None:
    """Make these topics of "places", each until its time, all that ``ref`` watches for."""
    topics = [f"places.{topic}" for topic in until]
    given = {"cases": [ref], "refs": [ref] * len(until), "topics": topics, "ends": list(until.values())}
    run(WATCH, given | {"start": make.at(0)})


def test_only_the_spans_told_last_are_watched() -> None:
    mine, others = ids.new(), ids.new()
    watch(others, person=make.at(1))
    watch(mine, person=make.at(1), place=make.at(1))
    watch(mine, person=make.at(3))
    rows = Watch.objects.filter(ref=mine).values_list("topic", "key", "ends_at")
    assert list(rows) == [("places.person", 1, make.at(3))]
    assert Watch.objects.filter(ref=others).count() == 1
    watch(mine)
    assert not Watch.objects.filter(ref=mine).exists()
    watches.end([others])
    assert not Watch.objects.exists()


def test_a_day_gets_one_partition_however_often_it_is_asked_for() -> None:
    days = [date(2001, 1, 1), date(2001, 1, 2), date(2001, 1, 1)]
    assert partitions.ensure("places_visit", days) == ["places_visit_20010101", "places_visit_20010102"]
    assert partitions.ensure("places_visit", days) == []


def test_days_that_the_law_still_wants_kept_are_not_dropped() -> None:
    today = date(2001, 3, 1)
    partitions.ensure("places_visit", [today - timedelta(days=n) for n in range(40)])
    gone = partitions.drop_before("places_visit", today, keep_days=21, today=today)
    assert gone[-1] == "places_visit_20010207"
    assert "places_visit_20010208" in partitions.existing("places_visit")
    assert partitions.drop_before("places_visit", date(2001, 1, 1), keep_days=21, today=today) == []
