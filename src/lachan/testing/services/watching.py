"""What nobody does by themselves: steps that take too long, tubes that are lost, answers that wait."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.core.access import Actor
from lachan.core.protocols import protocol_on
from lachan.core.statements import run
from lachan.testing.rules import AlarmKind, Step
from lachan.testing.services.answers import settle
from lachan.testing.services.pools import close_pools

WAITED = timedelta(hours=2)  # an answer whose tube nobody tells of for so long is asked after

# The newest that are overdue first: index (step, since); what was told before is not told again.
LATE = sql.SQL("""
    INSERT INTO testing_alarm (id, kind, ref, area_path, at, facts, because)
    SELECT gen_random_uuid(), %(kind)b, t.code || %(suffix)b, t.area_path, %(now)b,
           jsonb_build_object('step', t.step, 'since', t.since), ''
    FROM testing_tube t
    WHERE t.step = %(step)b AND t.since < %(limit)b
          AND NOT EXISTS (SELECT FROM testing_alarm a
                          WHERE a.kind = %(kind)b AND a.ref = t.code || %(suffix)b)
    ORDER BY t.since DESC LIMIT 10000
    ON CONFLICT DO NOTHING RETURNING id
""")
ORPHANS = sql.SQL("""
    INSERT INTO testing_alarm (id, kind, ref, area_path, at, facts, because)
    SELECT gen_random_uuid(), 'waiting', r.tube, r.area_path, %(now)b,
           jsonb_build_object('since', r.told_at), ''
    FROM testing_reading r WHERE r.waits AND r.told_at < %(limit)b
    ON CONFLICT DO NOTHING RETURNING id
""")
# A step that was overdue and is over, a tube that was lost and is found: the alarm ends by itself.
OVER = sql.SQL("""
    UPDATE testing_alarm a SET closed_at = %(now)b, closed_by = %(actor)b, because = 'over'
    FROM testing_tube t
    WHERE a.closed_at IS NULL
          AND (a.kind = 'overdue' AND t.code = split_part(a.ref, ' ', 1)
                   AND t.step <> split_part(a.ref, ' ', 2)
               OR a.kind = 'tube_lost' AND t.code = a.ref AND t.step <> 'in_transit')
    RETURNING a.id
""")
FOUND = sql.SQL("""
    UPDATE testing_alarm a SET closed_at = %(now)b, closed_by = %(actor)b, because = 'over'
    WHERE a.closed_at IS NULL AND a.kind = 'waiting'
          AND NOT EXISTS (SELECT FROM testing_reading r WHERE r.tube = a.ref AND r.waits)
    RETURNING a.id
""")


@transaction.atomic
def watch(actor: Actor, *, now: datetime) -> int:
    """Raise what is overdue, end what is over, join what crossed; return how many alarms are new."""
    actor.need("testing.settle", "")
    settle(actor, None, now=now)
    close_pools(actor, None, now=now)
    protocol = protocol_on(timezone.localdate(now))
    run(OVER, {"now": now, "actor": actor.id}, prepare=False)
    run(FOUND, {"now": now, "actor": actor.id}, prepare=False)
    raised = _late(AlarmKind.TUBE_LOST, Step.IN_TRANSIT, now - protocol.lost, "", now)
    for step, hours in protocol.overdue.items():
        raised += _late(AlarmKind.OVERDUE, Step(step), now - hours, f" {step}", now)
    return raised + len(run(ORPHANS, {"now": now, "limit": now - WAITED}, prepare=False))


def _late(kind: AlarmKind, step: Step, limit: datetime, suffix: str, now: datetime) -> int:
    told: dict[str, Any] = {"kind": kind.value, "step": step.value, "suffix": suffix}
    return len(run(LATE, told | {"limit": limit, "now": now}, prepare=False))
