"""Write down who looked at whom, and refuse those who look too often."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.core import audit, limits, wall
from lachan.core.access import Actor
from lachan.core.errors import TooMany
from lachan.core.limits import Limit, Use
from lachan.core.statements import run
from lachan.identity.rules import Purpose

# In the order of people, so that two pages that show the same people do not lock each other out.
NOTE = sql.SQL("""
    INSERT INTO identity_record_view AS v
           (person_id, hour, actor, purpose, ref, role, area_id, last_at, times)
    SELECT DISTINCT seen.person_id, date_trunc('hour', %(now)b::timestamptz), %(actor)s::text,
           %(purpose)s::text, %(ref)s::text, %(role)s::text, %(area_id)b::int, %(now)b::timestamptz, 1
    FROM unnest(%(people)b::bigint[]) AS seen(person_id)
    ORDER BY 1
    ON CONFLICT (person_id, hour, actor, purpose, ref)
    {again}
""")
COUNTED = NOTE.format(
    again=sql.SQL("DO UPDATE SET last_at = greatest(v.last_at, EXCLUDED.last_at), times = v.times + 1")
)
ONCE = NOTE.format(again=sql.SQL("DO NOTHING"))
# The first of an hour is told as new.
RAISE = sql.SQL("""
    INSERT INTO identity_lookup_alarm AS a
           (actor, hour, role, area_id, area_path, purpose, raised_at, refused)
    VALUES (%(actor)s::text, date_trunc('hour', %(now)b::timestamptz), %(role)s::text, %(area_id)b::int,
            %(area_path)s::text, %(purpose)s::text, %(now)b::timestamptz, 1)
    ON CONFLICT (actor, hour) DO UPDATE SET refused = a.refused + 1
    RETURNING refused
""")


@wall.opened("identity.note_view")
def note_view(
    actor: Actor, person_ids: Iterable[int], purpose: Purpose, *, ref: str = "", now: datetime | None = None
) -> None:
    """Write down that ``actor`` saw these people's records, in one statement.

    ``ref`` says for what: a case, a task, an opening.  Every service by which staff see names calls this.
    """
    _note(COUNTED, actor, person_ids, purpose, ref, now)


def note_listed(
    actor: Actor, person_ids: Iterable[int], purpose: Purpose, *, ref: str = "", now: datetime | None = None
) -> None:
    """Like :func:`note_view` for a list that asks again by itself: once an hour, and not counted."""
    _note(ONCE, actor, person_ids, purpose, ref, now)


def _note(
    statement: sql.Composed,
    actor: Actor,
    person_ids: Iterable[int],
    purpose: Purpose,
    ref: str,
    now: datetime | None,
) -> None:
    people = sorted(set(person_ids))
    if not people:
        return
    run(
        statement,
        {
            "people": people,
            "actor": actor.id,
            "purpose": str(purpose),
            "ref": ref,
            "role": actor.role,
            "area_id": actor.area_id,
            "now": now or timezone.now(),
        },
    )


def count_lookup(actor: Actor, purpose: Purpose) -> None:
    """Count one look-up of people by staff; what is beyond the hour's quota is refused, and raises an alarm.

    In no transaction of the caller: a refusal is counted and told although nothing else happens.
    Raises :class:`TooMany`.
    """
    quota = Limit("identity.lookups", settings.IDENTITY_LOOKUPS_AN_HOUR, timedelta(hours=1))
    try:
        limits.take(Use(quota, actor.id))
    except TooMany:
        _alarm(actor, purpose)
        raise


@transaction.atomic
def _alarm(actor: Actor, purpose: Purpose) -> None:
    """For the data protection officer: one an hour and actor, however often they try again."""
    told = {
        "actor": actor.id,
        "role": actor.role,
        "area_id": actor.area_id,
        "area_path": actor.area_path,
        "purpose": str(purpose),
        "now": timezone.now(),
    }
    [raised] = run(RAISE, told)
    if raised["refused"] == 1:
        audit.record(
            actor, "identity.lookups_refused", actor.id, area_path=actor.area_path, purpose=str(purpose)
        )
