"""Texts are kept first, in the transaction of their code, and sent by the worker.

The page that asked never waits for a gateway.  A text is sent at least once: after a crash between sending
and writing that down it is sent again, under the same key.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from lachan.accounts.adapters import Texts
from lachan.accounts.errors import TextNotTaken
from lachan.accounts.models import Text
from lachan.accounts.rules import TextState
from lachan.core import sealing

JOB, NEWS_JOB = "accounts.send_text", "accounts.send_news"
NEWS_HOLD = timedelta(days=1)  # later somebody has looked, or asked
BEHIND_CODES = -10  # who signs in waits for a code; news of a campaign does not stand before it


def queue_text(key: UUID, number: str, words: str, *, now: datetime, ends_at: datetime) -> None:
    """Keep one text, sealed, and tell the worker.  In the caller's transaction."""
    [sealed] = sealing.seal_many([json.dumps([number, words]).encode()], context=_context(), rows=[key])
    Text.objects.create(id=key, sealed=sealed, queued_at=now, ends_at=ends_at)
    app.configure_task(JOB, queue="texts").defer(key=str(key))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Words for a number."""

    key: UUID
    number: str
    words: str


def queue_news(texts: Sequence[Outgoing], *, now: datetime) -> None:
    """Keep texts that nobody waits for, behind all codes.  In the caller's transaction."""
    if not texts:
        return
    plain: list[bytes | None] = [json.dumps([one.number, one.words]).encode() for one in texts]
    keys = [one.key for one in texts]
    sealed = sealing.seal_many(plain, context=_context(), rows=keys)
    rows = [
        Text(id=key, sealed=body, queued_at=now, ends_at=now + NEWS_HOLD)
        for key, body in zip(keys, sealed, strict=True)
    ]
    Text.objects.bulk_create(rows, batch_size=5000)
    job = app.configure_task(NEWS_JOB, queue="texts", priority=BEHIND_CODES)
    told: list[JSONDict] = [{"key": str(key)} for key in keys]
    job.batch_defer(*told)


def send_text(key: UUID, channel: Texts, *, now: datetime) -> None:
    """Try to send a text that waits.  In no transaction: nothing is locked while the gateway thinks.

    Raises :class:`TextNotTaken`: to be tried again.
    """
    text = Text.objects.filter(pk=key, state=TextState.WAITING).first()
    if text is None:
        return
    if text.ends_at <= now:
        _done(text, TextState.LATE, now)
        return
    Text.objects.filter(pk=key).update(tries=F("tries") + 1)
    [plain] = sealing.unseal_many([text.sealed], context=_context(), rows=[key])
    number, words = json.loads(plain or b"")
    try:
        channel.send(number, words, key=key)
    except TextNotTaken as failed:
        Text.objects.filter(pk=key).update(why=failed.why)
        raise
    _done(text, TextState.SENT, now)


def _done(text: Text, state: TextState, now: datetime) -> None:
    Text.objects.filter(pk=text.pk).update(state=state.value, sealed=None, done_at=now)


def _context() -> str:
    return Text.sealed.field.context
