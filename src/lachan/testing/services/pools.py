"""What follows from an answer that is final: results of people, or a positive pool's singles."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone
from psycopg import sql

from lachan.core.access import Actor
from lachan.core.protocols import protocol_on
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.messaging import public as messaging
from lachan.testing.models import Origin
from lachan.testing.rules import Step
from lachan.testing.services.results import store_answers
from lachan.testing.services.telling import tell_soon

RECALLS = UUID("7d0a5e3c-3f0c-4d4e-9a55-3a7a5d0f5b11")  # names of notices: one a tube and unit
POOL, REJECTED = "pool", "rejected"  # why somebody is to be sampled alone

MEMBERS = sql.SQL("""
    SELECT m.tube_id, m.person_id, m.area_path, m.taken_at, m.onset_date, t.outcome, t.method, t.measured_at,
           t.read_by, t.step, coalesce(c.reason, '') AS reason
    FROM testing_member m JOIN testing_tube t ON t.id = m.tube_id
    LEFT JOIN testing_campaign c ON c.id = m.campaign_id
    WHERE m.tube_id = ANY(%(tubes)b::bigint[])
""")
ORDER = sql.SQL("""
    INSERT INTO testing_order (id, person_id, area_path, reason, after_tube_id, after_taken_at, ordered_at,
                               due_at)
    SELECT gen_random_uuid(), person, area, %(reason)b, tube, at, %(now)b, %(now)b + %(due)b::interval
    FROM unnest(%(person)b::bigint[], %(area)b::text[], %(tube)b::bigint[], %(at)b::timestamptz[])
         AS o(person, area, tube, at)
    ON CONFLICT DO NOTHING RETURNING person_id, area_path, after_tube_id
""")
# Whoever was sampled alone, and that tube has its answer.
ANSWER = sql.SQL("""
    UPDATE testing_order SET answered_at = %(now)b
    WHERE tube_id = ANY(%(tubes)b::bigint[]) AND answered_at IS NULL RETURNING after_tube_id
""")
# A pool is done when all its people have their own answer.
CLOSE = sql.SQL("""
    WITH whole AS (
        UPDATE testing_tube t SET step = 'final', since = %(now)b, steps = steps + 1
        WHERE t.step = 'split' AND (%(all)b OR t.id = ANY(%(tubes)b::bigint[]))
              AND NOT EXISTS (SELECT FROM testing_order o
                              WHERE o.after_tube_id = t.id AND o.answered_at IS NULL)
        RETURNING t.id, t.steps)
    INSERT INTO testing_custody (tube_id, number, was, step, at, actor, reason)
    SELECT id, steps, 'split', 'final', %(now)b, %(actor)b, '' FROM whole
    RETURNING tube_id
""")


def finish(actor: Actor, done: Sequence[tuple[int, str]], *, now: datetime) -> None:
    """Tubes that were just answered for good: tell each person, or order the singles of a positive pool."""
    if not done:
        return
    members = run(MEMBERS, {"tubes": [tube for tube, _ in done]}, prepare=False)
    release(actor, [row for row in members if row["step"] == Step.FINAL], now=now)
    order(actor, [row for row in members if row["step"] == Step.SPLIT], POOL, now=now)
    answered = run(ANSWER, {"tubes": [tube for tube, step in done if step == Step.FINAL], "now": now})
    if answered:
        close_pools(actor, [row["after_tube_id"] for row in answered], now=now)


def release(actor: Actor, members: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """The answer of a tube is the answer of everybody in it."""
    if not members:
        return
    homes = identity.homes_now(row["person_id"] for row in members)
    store_answers(
        actor,
        Origin.TUBE,
        {
            "person": [row["person_id"] for row in members],
            "area_path": [homes.get(row["person_id"], row["area_path"]) for row in members],
            "sampled_at": [row["taken_at"] for row in members],
            "released_at": [_released_at(row["measured_at"], now) for row in members],
            "outcome": [row["outcome"] for row in members],
            "test_type": [row["method"] for row in members],
            "onset_date": [row["onset_date"] for row in members],
            "reason": [row["reason"] for row in members],
            "tube_id": [row["tube_id"] for row in members],
            "released_by": [row["read_by"] for row in members],
        },
    )


def _released_at(measured_at: datetime, now: datetime) -> datetime:
    """Nobody knew before it was told; a backlog of last month was known when it was measured."""
    backlog = protocol_on(timezone.localdate(measured_at)).backlog
    return measured_at if now - measured_at > backlog else max(now, measured_at)


def order(actor: Actor, members: Sequence[Mapping[str, Any]], reason: str, *, now: datetime) -> None:
    """These people are to be sampled alone; their communes are told."""
    if not members:
        return
    ordered = run(
        ORDER,
        {
            "person": [row["person_id"] for row in members],
            "area": [row["area_path"] for row in members],
            "tube": [row["tube_id"] for row in members],
            "at": [row["taken_at"] for row in members],
            "reason": reason,
            "due": protocol_on(timezone.localdate(now)).single_due,
            "now": now,
        },
    )
    tell_soon(row["person_id"] for row in ordered)
    count: dict[tuple[str, int], int] = {}
    for row in ordered:
        key = row["area_path"], row["after_tube_id"]
        count[key] = count.get(key, 0) + 1
    messaging.send(
        [
            messaging.Message(area, "testing.recall", _name(tube, area), _name(tube), {"people": people})
            for (area, tube), people in count.items()
        ],
        now=now,
    )


def _name(tube: int, area_path: str = "") -> UUID:
    return uuid5(RECALLS, f"{tube} {area_path}")


def close_pools(actor: Actor, tubes: Sequence[int] | None, *, now: datetime) -> int:
    """Pools whose people all have their own answer are done; return how many."""
    everything = {"all": tubes is None, "tubes": list(tubes or []), "actor": actor.id, "now": now}
    return len(run(CLOSE, everything, prepare=False))
