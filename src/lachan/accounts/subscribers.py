"""Work of this room on the queue."""

from uuid import UUID

import procrastinate
from django.utils import timezone
from procrastinate.contrib.django import app

from lachan.accounts.adapters import texts
from lachan.accounts.services.texts import JOB, send_text

SOON = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=2)  # four minutes: a code holds five


@app.task(name=JOB, retry=SOON, queue="texts")
def send(key: str) -> None:
    """Hand one text to the gateway."""
    send_text(UUID(key), texts(), now=timezone.now())
