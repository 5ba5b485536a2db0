"""The gate of a hospital: whoever coughs or has fever is tested first; the result lets them in, or apart."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from psycopg import sql

from lachan.core import audit, wall
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.core.protocols import gate_on
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.testing.errors import CodeOfNobody
from lachan.testing.models import Arrival, Ending

REMEMBER = timedelta(days=7)  # corrections that come so late still take back what followed

# Numbers of a hospital come one after the other.
ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtext('testing.gate'), hashtext(%s))"
# Derived anew each time, so that a correction takes back what followed.  Of several answers a positive one
# counts; whoever left has left.
RELEASE = sql.SQL("""
    WITH same AS (SELECT * FROM unnest(%(of)b::bigint[], %(record)b::bigint[]) AS s(person_id, record_id)),
    best AS (
        SELECT DISTINCT ON (a.id) a.id, r.id AS result_id, r.outcome
        FROM same s JOIN testing_arrival a ON a.person_id = s.person_id
        LEFT JOIN testing_result r ON r.person_id IN (SELECT t.record_id FROM same t
                                                      WHERE t.person_id = s.person_id)
             AND r.is_current AND r.outcome IN ('positive', 'negative') AND r.test_type = ANY(%(methods)b)
             AND r.sampled_at >= a.arrived_at - %(before)b::interval
             AND r.sampled_at <= a.arrived_at + %(after)b::interval
        WHERE a.needs_test AND a.arrived_at > %(now)b - %(remember)b::interval
              AND a.ending IS DISTINCT FROM 'left'
        ORDER BY a.id, r.outcome = 'positive' DESC NULLS LAST, r.sampled_at DESC NULLS LAST)
    UPDATE testing_arrival a
    SET result_id = best.result_id,
        ending = CASE best.outcome WHEN 'positive' THEN 'isolated' WHEN 'negative' THEN 'admitted' END,
        ended_at = CASE WHEN best.result_id IS NOT NULL THEN %(now)b::timestamptz END,
        ended_by = CASE WHEN best.result_id IS NOT NULL THEN 'result' END
    FROM best WHERE a.id = best.id AND a.result_id IS DISTINCT FROM best.result_id
    RETURNING a.id
""")


@transaction.atomic
def arrive(actor: Actor, code: str, symptoms: Collection[str], *, now: datetime) -> Arrival:
    """Somebody stands at the gate: who they are by any code, what they have; the pack says what follows.

    Whoever stands in the queue already keeps number and place.  Raises :class:`NotAllowed`,
    :class:`CodeOfNobody`.
    """
    actor.need_anywhere("testing.gate")
    with wall.opened("testing.arrive"):  # patients come from anywhere; what leaves is the arrival
        person = identity.whose([code], [now])[0].person_id
        if person is None:
            raise CodeOfNobody
        records = identity.same_people([person]).get(person, [person])
        person = records[0]
    wall.also(*records)
    pack, day = gate_on(timezone.localdate(now)), timezone.localdate(now)
    with connection.cursor() as cursor:
        cursor.execute(ONE_BY_ONE, [actor.area_path])
    waiting = Arrival.objects.filter(area_path=actor.area_path, person_id=person, ended_at=None).first()
    if waiting is not None:
        return waiting
    today = Arrival.objects.filter(area_path=actor.area_path, day=day)
    needs_test = pack.needs_test(symptoms)
    arrival = Arrival.objects.create(
        person_id=person,
        area_path=actor.area_path,
        day=day,
        number=(today.aggregate(last=Max("number"))["last"] or 0) + 1,
        arrived_at=now,
        arrived_by=actor.id,
        symptoms=sorted(set(symptoms)),
        policy=pack.id,
        needs_test=needs_test,
        ending=None if needs_test else Ending.ADMITTED,
        ended_at=None if needs_test else now,
        ended_by=None if needs_test else actor.id,
    )
    identity.note_view(actor, [person], identity.Purpose.DESK, ref=str(arrival.id), now=now)
    audit.record(actor, "testing.arrive", str(arrival.id), area_path=actor.area_path)
    if needs_test:
        release_arrivals([person], now=now)
        arrival.refresh_from_db()
    return arrival


def release_arrivals(people: Sequence[int], *, now: datetime) -> int:
    """Let results of these people end their waiting, or begin it anew; return for how many.

    In a transaction of the worker's, after each release and correction.
    """
    pack = gate_on(timezone.localdate(now))
    same = identity.same_people(people)
    pairs = {(one, record) for records in same.values() for one in records for record in records}
    told = {
        "of": [one for one, _ in pairs],
        "record": [record for _, record in pairs],
        "methods": sorted(pack.methods),
        "before": pack.before,
        "after": pack.after,
        "remember": pack.after + REMEMBER,
        "now": now,
    }
    return len(run(RELEASE, told, prepare=False))


@transaction.atomic
def leave(actor: Actor, arrival_id: UUID, *, now: datetime) -> Arrival:
    """Somebody went away before the result.  Raises :class:`NotAllowed`, :class:`NotFound`."""
    actor.need_anywhere("testing.gate")
    rows = Arrival.objects.select_for_update().filter(within(actor.area_path), pk=arrival_id, ended_at=None)
    found = rows.first()
    if found is None:
        raise NotFound("arrival")
    found.ending, found.ended_at, found.ended_by = Ending.LEFT, now, actor.id
    found.save(update_fields=["ending", "ended_at", "ended_by"])
    audit.record(actor, "testing.leave", str(found.id), area_path=found.area_path)
    return found
