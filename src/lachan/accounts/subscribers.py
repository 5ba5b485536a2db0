"""Work of this room on the queue."""

from uuid import UUID

import procrastinate
from django.utils import timezone
from procrastinate.contrib.django import app

from lachan.accounts.adapters import texts
from lachan.accounts.services.texts import JOB, NEWS_JOB, send_text

SOON = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=2)  # four minutes: a code holds five

PATIENTLY = procrastinate.RetryStrategy(max_attempts=15, exponential_wait=2)  # nine hours: news holds a day


@app.task(name=JOB, retry=SOON, queue="texts")
def send(key: str) -> None:
    """Hand one text to the gateway."""
    send_text(UUID(key), texts(), now=timezone.now())


@app.task(name=NEWS_JOB, retry=PATIENTLY, queue="texts")
def send_news(key: str) -> None:
    """Hand one text that nobody waits for to the gateway."""
    send_text(UUID(key), texts(), now=timezone.now())
