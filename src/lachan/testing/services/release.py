"""The second step, where the policy asks for one: somebody else looks at an answer before it is final."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.core import audit, wall
from lachan.core.access import Actor, end_of
from lachan.core.statements import run
from lachan.testing.models import Found
from lachan.testing.rules import Step
from lachan.testing.services.answers import DUPLICATE, REFUSED, STORED, Told
from lachan.testing.services.pools import finish
from lachan.testing.services.results import beside_files

HELD = sql.SQL("""
    SELECT id, code, step, outcome, people, read_by FROM testing_tube
    WHERE code = ANY(%(codes)b::text[]) AND area_path >= %(from)b::text COLLATE "C"
          AND area_path < %(until)b::text COLLATE "C"
    ORDER BY id FOR UPDATE
""")
RELEASE = sql.SQL("""
    WITH told AS (SELECT * FROM unnest(%(id)b::bigint[], %(step)b::text[]) AS t(id, step)),
    tube AS (
        UPDATE testing_tube t SET step = told.step, since = %(now)b, steps = steps + 1
        FROM told WHERE t.id = told.id RETURNING t.id, t.step, t.steps)
    INSERT INTO testing_custody (tube_id, number, was, step, at, actor, reason)
    SELECT id, steps, 'result', step, %(now)b, %(actor)b, '' FROM tube
""")


@transaction.atomic
def release_tubes(actor: Actor, tubes: Sequence[str], *, now: datetime | None = None) -> list[Told]:
    """Make answers final that somebody else measured.

    Emits :class:`ResultsReleased`.  Raises :class:`NotAllowed`.
    """
    actor.need_anywhere("testing.release")
    now = now or timezone.now()
    with wall.opened("testing.release_tubes"):  # a tube's people may have moved
        beside_files()
        scope = {"from": actor.area_path, "until": end_of(actor.area_path)}
        held = {row["code"]: row for row in run(HELD, {"codes": list(tubes), **scope}, prepare=False)}
        told = [_judge(actor, code, held.get(code)) for code in dict.fromkeys(tubes)]
        rows = [held[one.tube] for one in told if one.status == STORED]
        steps = [_next(row["outcome"], row["people"]) for row in rows]
        if rows:
            run(RELEASE, {"id": [row["id"] for row in rows], "step": steps, "now": now, "actor": actor.id})
            finish(actor, [(row["id"], step) for row, step in zip(rows, steps, strict=True)], now=now)
        audit.record(actor, "testing.release_tubes", "tubes", area_path=actor.area_path, tubes=len(rows))
    return told


def _next(outcome: str, people: int) -> str:
    return Step.SPLIT.value if outcome == Found.POSITIVE and people > 1 else Step.FINAL.value


def _judge(actor: Actor, code: str, row: dict[str, str] | None) -> Told:
    if row is None:
        return Told(code, REFUSED, "tube.unknown")
    if row["step"] in {Step.FINAL, Step.SPLIT}:
        return Told(code, DUPLICATE)
    if row["step"] != Step.RESULT:
        return Told(code, REFUSED, f"tube.is_{row['step']}")
    if row["outcome"] == Found.INVALID:
        return Told(code, REFUSED, "result.invalid")
    if row["read_by"] == actor.id:
        return Told(code, REFUSED, "result.second_person")
    return Told(code, STORED)
