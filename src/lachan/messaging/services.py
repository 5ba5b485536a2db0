"""Writes: notices are sent, and taken back, as sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lachan.messaging.models import Notice


@dataclass(frozen=True, slots=True)
class Message:
    """What to tell whom: everybody who works for the unit at ``area_path``."""

    area_path: str
    template: str
    ref: UUID
    subject: UUID
    facts: dict[str, Any]


def send(messages: Sequence[Message], *, now: datetime) -> None:
    """Send notices; one that was sent before is not sent again."""
    notices = [
        Notice(
            area_path=m.area_path, template=m.template, ref=m.ref, subject=m.subject, facts=m.facts, at=now
        )
        for m in messages
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=5000)


def withdraw(subjects: Sequence[UUID], *, now: datetime) -> None:
    """Take back every notice that follows from these."""
    Notice.objects.filter(subject__in=subjects, withdrawn_at=None).update(withdrawn_at=now)


def withdraw_about(refs: Sequence[UUID], *, now: datetime) -> None:
    """Take back the notices about these."""
    Notice.objects.filter(ref__in=refs, withdrawn_at=None).update(withdrawn_at=now)
