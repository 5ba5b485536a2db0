"""Alarms are raised once, seen by the unit they are about, and closed by somebody who says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb

from lachan.core import audit
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.core.statements import run
from lachan.testing.models import Alarm
from lachan.testing.rules import AlarmKind

RAISE = sql.SQL("""
    INSERT INTO testing_alarm (id, kind, ref, area_path, at, facts, because)
    SELECT gen_random_uuid(), kind, ref, area, %(now)b, facts, ''
    FROM unnest(%(kind)b::text[], %(ref)b::text[], %(area)b::text[], %(facts)b::jsonb[])
         AS call(kind, ref, area, facts)
    ON CONFLICT DO NOTHING RETURNING id
""")


@dataclass(frozen=True, slots=True)
class Call:
    """What a human being must look into."""

    kind: AlarmKind
    ref: str
    area_path: str
    facts: dict[str, Any]


def raise_alarms(calls: Sequence[Call], *, now: datetime) -> int:
    """Raise those that were not raised before; return how many."""
    if not calls:
        return 0
    columns = {
        "kind": [call.kind.value for call in calls],
        "ref": [call.ref for call in calls],
        "area": [call.area_path for call in calls],
        "facts": [Jsonb(call.facts) for call in calls],
    }
    return len(run(RAISE, columns | {"now": now}))


@transaction.atomic
def close_alarm(actor: Actor, alarm_id: UUID, because: str, *, now: datetime | None = None) -> Alarm:
    """Somebody looked into it.  Raises :class:`NotAllowed`, :class:`NotFound`."""
    actor.need_anywhere("testing.oversee")
    rows = Alarm.objects.select_for_update().filter(within(actor.area_path), pk=alarm_id, closed_at=None)
    found = rows.first()
    if found is None:
        raise NotFound("alarm")
    found.closed_at, found.closed_by, found.because = now or timezone.now(), actor.id, because
    found.save(update_fields=["closed_at", "closed_by", "because"])
    audit.record(actor, "testing.close_alarm", str(found.id), area_path=found.area_path, kind=found.kind)
    return found
