"""Who did what to what, under which right: written by every service in the transaction of its deed."""

from typing import Any

from lachan.core.access import Actor
from lachan.core.models import AuditEntry


def record(actor: Actor, verb: str, subject: str, *, area_path: str = "", **facts: Any) -> None:
    """Append one entry.

    ``facts`` are ids, codes and counts; never names, phones, results or places visited.
    """
    AuditEntry.objects.create(
        actor=actor.id, role=actor.role, verb=verb, subject=subject, area_path=area_path, facts=facts
    )
