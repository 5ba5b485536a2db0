"""Texts are kept first, in the transaction of their code, and sent by the worker.

The page that asked never waits for a gateway.  A text is sent at least once: after a crash between sending
and writing that down it is sent again, under the same key.
"""

import json
from datetime import datetime
from uuid import UUID

from django.db.models import F
from procrastinate.contrib.django import app

from lachan.accounts.adapters import Texts
from lachan.accounts.errors import TextNotTaken
from lachan.accounts.models import Text
from lachan.accounts.rules import TextState
from lachan.core import sealing

JOB = "accounts.send_text"


def queue_text(key: UUID, number: str, words: str, *, now: datetime, ends_at: datetime) -> None:
    """Keep one text, sealed, and tell the worker.  In the caller's transaction."""
    [sealed] = sealing.seal_many([json.dumps([number, words]).encode()], context=_context(), rows=[key])
    Text.objects.create(id=key, sealed=sealed, queued_at=now, ends_at=ends_at)
    app.configure_task(JOB, queue="texts").defer(key=str(key))


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
