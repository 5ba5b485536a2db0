"""What is older than declared goes; and a report proves that nothing older is left.

Each table says in ``class Privacy`` how many days it keeps (``keep_days``) and from which column they count
(``keep_from``).  Big tables lose whole daily partitions, the others rows, with what hangs on them.  Days are
whole UTC days.  The audit trail loses whole months, and a cut stands for them (``core.audit.months``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Min, Model

from lachan.core import audit, partitions
from lachan.core.access import Actor
from lachan.core.audit import months
from lachan.core.audit.verify import verify
from lachan.core.errors import TrailNotWhole
from lachan.core.models import AuditEntry

APPEND_ONLY = {"core_audit", "core_audit_segment"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a table holds: ``overdue`` rows are older than declared; ``oldest`` is None where it is empty."""

    table: str
    keep_days: int
    oldest: date | None
    overdue: int


def report(now: datetime) -> list[Kept]:
    """Each table with a declared time, and how much in it is older; 0 is the promise."""
    told = []
    for model in declared():
        privacy: Any = model.Privacy  # type: ignore[attr-defined]
        rows = model._default_manager.all()
        oldest = rows.aggregate(oldest=Min(privacy.keep_from))["oldest"]
        limit = limit_of(privacy.keep_days, now)
        if model._meta.db_table in APPEND_ONLY:
            limit = months.month_of(limit)
        overdue = rows.filter(**{f"{privacy.keep_from}__lt": limit}).count()
        told.append(Kept(model._meta.db_table, privacy.keep_days, oldest and oldest.date(), overdue))
    return told


def run(actor: Actor, now: datetime) -> dict[str, int]:
    """Remove what is older than declared; how many rows, or partitions of a daily table, each table lost.

    One transaction a table: what is done stays done.  Safe to run twice.  Raises :class:`TrailNotWhole`.
    """
    actor.need("core.retention", "")
    lost, refused = {}, None
    try:
        if lost_months := _cut_trail(actor, now):
            lost[AuditEntry._meta.db_table] = lost_months
    except TrailNotWhole as error:
        refused = error  # told at the end: the other tables lose what is theirs all the same
    for model in declared():
        table = model._meta.db_table
        if table not in APPEND_ONLY:
            with transaction.atomic():
                lost[table] = _remove(model, now)
                if lost[table]:
                    audit.record(actor, "core.retention", table, lost=lost[table])
    if refused:
        raise refused
    return lost


def _cut_trail(actor: Actor, now: datetime) -> int:
    """Let whole months of the audit trail go; how many.  None while the trail is not what it was."""
    limit = months.month_of(limit_of(AuditEntry.Privacy.keep_days, now))
    if not months.over(limit):
        return 0
    if not (verdict := verify()).is_whole:
        raise TrailNotWhole(len(verdict.findings))
    with transaction.atomic():
        count = months.cut(limit, now=now)
        if count:
            audit.record(actor, "core.retention", AuditEntry._meta.db_table, lost=count)
    return count


def declared() -> Iterator[type[Model]]:
    """The tables that say how long they keep."""
    for model in apps.get_models():
        if getattr(getattr(model, "Privacy", None), "keep_days", None):
            yield model


def limit_of(keep_days: int, now: datetime) -> datetime:
    """What lies before is too old: the beginning of a UTC day."""
    return datetime.combine(now.astimezone(UTC).date() - timedelta(days=keep_days), time(0), UTC)


def _remove(model: type[Model], now: datetime) -> int:
    privacy: Any = model.Privacy  # type: ignore[attr-defined]
    limit = limit_of(privacy.keep_days, now)
    if _is_partitioned(model._meta.db_table):
        today = now.astimezone(UTC).date()
        table, keep_days = model._meta.db_table, privacy.keep_days
        return len(partitions.drop_before(table, limit.date(), keep_days=keep_days, today=today))
    return model._default_manager.filter(**{f"{privacy.keep_from}__lt": limit}).delete()[0]


def _is_partitioned(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relkind = 'p' FROM pg_class WHERE oid = %s::regclass", [table])
        return bool(cursor.fetchone()[0])
