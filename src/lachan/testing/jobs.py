"""Periodic work of this room."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lachan.core.access import system
from lachan.core.events import BACKOFF
from lachan.testing import services

MINUTELY = "* * * * *"


@app.periodic(cron=MINUTELY)
@app.task(name="testing.watch", retry=BACKOFF, queue="later", queueing_lock="testing.watch")
def watch(timestamp: int) -> None:
    """Tubes that are late or lost, answers that wait."""
    services.watch(system("testing"), now=datetime.now(UTC))
