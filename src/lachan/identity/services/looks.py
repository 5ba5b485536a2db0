"""Write down who looked at whom."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from psycopg import sql

from lachan.core import wall
from lachan.core.access import Actor
from lachan.core.statements import run
from lachan.identity.models import Purpose

# In the order of people, so that two pages that show the same people do not lock each other out.
NOTE = sql.SQL("""
    INSERT INTO identity_record_view AS v
           (person_id, hour, actor, purpose, ref, role, area_id, last_at, times)
    SELECT DISTINCT seen.person_id, date_trunc('hour', %(now)b::timestamptz), %(actor)s::text,
           %(purpose)s::text, %(ref)s::text, %(role)s::text, %(area_id)b::int, %(now)b::timestamptz, 1
    FROM unnest(%(people)b::bigint[]) AS seen(person_id)
    ORDER BY 1
    ON CONFLICT (person_id, hour, actor, purpose, ref)
    DO UPDATE SET last_at = greatest(v.last_at, EXCLUDED.last_at), times = v.times + 1
""")


@wall.opened("identity.note_view")
def note_view(
    actor: Actor, person_ids: Iterable[int], purpose: Purpose, *, ref: str = "", now: datetime | None = None
) -> None:
    """Write down that ``actor`` saw these people's records, in one statement.

    ``ref`` says for what: a case, a task, an opening.  Every service by which staff see names calls this.
    """
    run(
        NOTE,
        {
            "people": sorted(set(person_ids)),
            "actor": actor.id,
            "purpose": str(purpose),
            "ref": ref,
            "role": actor.role,
            "area_id": actor.area_id,
            "now": now or timezone.now(),
        },
    )
