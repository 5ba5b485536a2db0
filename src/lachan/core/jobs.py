"""Periodic work of the platform itself, on the queue: once for all workers, retried, seen where it fails."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lachan.core import limits, retention
from lachan.core.access import system
from lachan.core.events import BACKOFF

DAILY = "15 20 * * *"  # 03:15 in Viet Nam, in UTC


@app.periodic(cron=DAILY)
@app.task(name="core.keep_retention", retry=BACKOFF, queue="later", queueing_lock="core.keep_retention")
def keep_retention(timestamp: int) -> None:
    """Remove what is older than declared, and the counts of windows that are over."""
    retention.run(system("retention"), datetime.now(UTC))
    limits.forget_past()
