"""Periodic work of the platform itself, on the queue: once for all workers, retried, seen where it fails."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from lachan.core import limits, partitions, retention, wall
from lachan.core.access import system
from lachan.core.audit import months
from lachan.core.events import BACKOFF

DAILY = "15 20 * * *"  # 03:15 in Viet Nam, in UTC


@app.periodic(cron=DAILY)
@app.task(name="core.keep_retention", retry=BACKOFF, queue="night", queueing_lock="core.keep_retention")
def keep_retention(timestamp: int) -> None:
    """Remove what is older than declared, and past limits; make the coming months of the trail."""
    with wall.as_owner():
        months.ensure(datetime.now(UTC).date())
        retention.run(system("retention"), datetime.now(UTC))
    limits.forget_past()


@app.periodic(cron=DAILY)
@app.task(name="core.pack_yesterday", retry=BACKOFF, queue="night", queueing_lock="core.pack_yesterday")
def pack_yesterday(timestamp: int) -> None:
    """The day that ended some hours ago is packed: a tenth less to keep, and to read."""
    day = datetime.fromtimestamp(timestamp, UTC).date() - timedelta(days=1)
    with wall.as_owner():
        for table in partitions.tables():
            partitions.pack(table, day)
