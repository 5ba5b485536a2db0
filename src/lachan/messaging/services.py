"""Writes: notices are sent, and taken back, as sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from lachan.core.statements import run
from lachan.messaging.models import Notice

# Sends the rows of a relation ``notice`` (area_path, template, ref, subject, facts) at ``now``, as a part of
# the statement that makes them; what was sent before is not sent again.
SEND = sql.SQL("""
    INSERT INTO messaging_notice (id, area_path, template, ref, subject, facts, at)
    SELECT gen_random_uuid(), area_path, template, ref, subject, facts, %(now)s FROM notice
    ON CONFLICT DO NOTHING
""")
SEND_MESSAGES = sql.SQL("""
    WITH notice AS (
        SELECT * FROM unnest(%(area_path)b::text[], %(template)b::text[], %(ref)b::uuid[],
                             %(subject)b::uuid[], %(facts)b::jsonb[])
                      AS notice(area_path, template, ref, subject, facts))
    {send}
""").format(send=SEND)

# To one unit the same notice goes once: of two that meet there one stays behind.
MOVE = sql.SQL("""
    WITH goes AS (
        SELECT DISTINCT ON (n.template, n.ref) n.id, m.path
        FROM messaging_notice n
        JOIN unnest(%(ref)b::uuid[], %(path)b::text[]) AS m (ref, path) ON m.ref = n.ref
        WHERE n.withdrawn_at IS NULL AND NOT EXISTS (
            SELECT FROM messaging_notice o
            WHERE o.template = n.template AND o.ref = n.ref AND o.area_path = m.path)
        ORDER BY n.template, n.ref, n.at)
    UPDATE messaging_notice n SET area_path = goes.path FROM goes WHERE n.id = goes.id
""")


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
    run(
        SEND_MESSAGES,
        {
            "now": now,
            "area_path": [m.area_path for m in messages],
            "template": [m.template for m in messages],
            "ref": [m.ref for m in messages],
            "subject": [m.subject for m in messages],
            "facts": [Jsonb(m.facts) for m in messages],
        },
    )


def withdraw(subjects: Sequence[UUID], *, now: datetime) -> None:
    """Take back every notice that follows from these."""
    Notice.objects.filter(subject__in=subjects, withdrawn_at=None).update(withdrawn_at=now)


def withdraw_about(refs: Sequence[UUID], *, now: datetime) -> None:
    """Take back the notices about these."""
    Notice.objects.filter(ref__in=refs, withdrawn_at=None).update(withdrawn_at=now)


def move(refs: Sequence[UUID], paths: Sequence[str]) -> None:
    """Let the people of another unit see what stands about these: where each went, in the same order."""
    run(MOVE, {"ref": list(refs), "path": list(paths)}, prepare=False)
