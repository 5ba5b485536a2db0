"""Answers for tubes: measured, released, split; those that come before their tube wait for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb

from lachan.core import audit, wall
from lachan.core.access import Actor
from lachan.core.batches import CLOCK_TOLERANCE, FIRST_INSTANT
from lachan.core.events import defer
from lachan.core.protocols import protocol_on
from lachan.core.statements import run
from lachan.testing.models import Found
from lachan.testing.rules import ANSWERABLE, AlarmKind, Step
from lachan.testing.services.again import again
from lachan.testing.services.alarms import Call, raise_alarms
from lachan.testing.services.pools import finish
from lachan.testing.services.results import beside_files

CLOSE_CALL = timedelta(seconds=2)  # by then whoever was storing the tube is done
Row = Mapping[str, Any]
STORED, DUPLICATE, REFUSED = "stored", "duplicate", "refused"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a laboratory says of a tube."""

    tube: str
    outcome: str
    method: str
    measured_at: datetime
    ct: Mapping[str, float] = field(default_factory=dict)
    kit: str = ""
    lot: str = ""
    told_by: str = ""

    @property
    def key(self) -> tuple[str, str, datetime]:
        return self.outcome, self.method, self.measured_at


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one item: stored, duplicate or refused; ``code`` says why, or what follows."""

    tube: str
    status: str
    code: str = ""


LOOK = sql.SQL("""
    SELECT t.id, t.code, t.step, t.steps, t.people, t.taken_at, t.area_path, t.outcome, t.method,
           t.measured_at
    FROM testing_tube t WHERE t.code = ANY(%(codes)b::text[])
""")
HOLD = LOOK + sql.SQL(" ORDER BY t.id FOR UPDATE")
WAITING = sql.SQL("""
    SELECT tube, outcome, method, measured_at FROM testing_reading
    WHERE tube = ANY(%(codes)b::text[]) AND waits
""")
READ = sql.SQL("""
    INSERT INTO testing_reading
           (tube, outcome, method, measured_at, ct, kit, lot, area_path, told_at, told_by, waits)
    SELECT r.*, %(waits)b FROM unnest(%(tube)b::text[], %(outcome)b::text[], %(method)b::text[],
        %(measured_at)b::timestamptz[], %(ct)b::jsonb[], %(kit)b::text[], %(lot)b::text[], %(area)b::text[],
        %(told_at)b::timestamptz[], %(told_by)b::text[]) AS r
    ON CONFLICT DO NOTHING RETURNING tube
""")
# One update a tube: through "result" to where it goes on.
MEASURE = sql.SQL("""
    WITH told AS MATERIALIZED (
        SELECT * FROM unnest(%(id)b::bigint[], %(was)b::text[], %(steps)b::smallint[], %(next)b::text[],
                             %(outcome)b::text[], %(method)b::text[], %(measured_at)b::timestamptz[],
                             %(by)b::text[])
                      AS t(id, was, steps, next, outcome, method, measured_at, by)),
    tube AS (
        UPDATE testing_tube t
        SET step = told.next, since = %(now)b, outcome = told.outcome, method = told.method,
            measured_at = told.measured_at, read_by = told.by,
            steps = told.steps + CASE told.next WHEN 'result' THEN 1 ELSE 2 END
        FROM told WHERE t.id = told.id)
    INSERT INTO testing_custody (tube_id, number, was, step, at, actor, reason)
    SELECT id, steps + 1, was, 'result', %(now)b, by, '' FROM told
    UNION ALL
    SELECT id, steps + 2, 'result', next, %(now)b, by, '' FROM told WHERE next <> 'result'
""")
SETTLED = sql.SQL("""
    UPDATE testing_reading SET waits = false WHERE tube = ANY(%(codes)b::text[]) AND waits
""")


@transaction.atomic
def take_answers(actor: Actor, told: Sequence[Measured], *, now: datetime | None = None) -> list[Told]:
    """Store what a laboratory measured, and release what is final; sending twice changes nothing.

    Emits :class:`ResultsReleased` for the people whose answer became final.  Raises :class:`NotAllowed`.
    """
    actor.need_anywhere("testing.release")
    now = now or timezone.now()
    with wall.opened("testing.take_answers"):  # a tube's people may have moved; codes alone leave it
        return _take_answers(actor, told, now)


def foresee_answers(actor: Actor, told: Sequence[Measured], *, now: datetime | None = None) -> list[Told]:
    """What would become of these answers now; nothing is stored.  Raises :class:`NotAllowed`."""
    actor.need_anywhere("testing.release")
    with wall.opened("testing.foresee_answers"):
        batch = _judge_all(actor, told, now or timezone.now(), LOOK)
    steps = {code: _next(one, batch.tubes[code]) for code, one in batch.taken.items() if code in batch.tubes}
    return [_with_what_follows(answer, steps, set()) for answer in batch.answers]


@dataclass
class _Batch:
    """What is known before a batch of answers is judged, and what became of each."""

    tubes: dict[str, Row]
    waiting: dict[str, Row]
    answers: list[Told] = field(default_factory=list)
    taken: dict[str, Measured] = field(default_factory=dict)
    earlier: list[Measured] = field(
        default_factory=list
    )  # invalid ones that were measured again in the batch


def _judge_all(actor: Actor, told: Sequence[Measured], now: datetime, look: sql.SQL | sql.Composed) -> _Batch:
    tubes: dict[str, Row] = {
        row["code"]: row for row in run(look, {"codes": [one.tube for one in told]}, prepare=False)
    }
    unknown = [one.tube for one in told if one.tube not in tubes]
    batch = _Batch(tubes, {row["tube"]: row for row in run(WAITING, {"codes": unknown})} if unknown else {})
    for one in told:
        before = batch.taken.get(one.tube)
        if before is not None and not _is_again(one, before.outcome, before.measured_at):
            batch.answers.append(_told_again(one, before.key))
            continue
        answer = _judge(actor, one, tubes.get(one.tube), batch.waiting.get(one.tube), now)
        batch.answers.append(answer)
        if answer.status == STORED:
            batch.earlier += [before] if before else []
            batch.taken[one.tube] = one
    return batch


@again
def _take_answers(actor: Actor, told: Sequence[Measured], now: datetime) -> list[Told]:
    beside_files()
    batch = _judge_all(actor, told, now, HOLD)
    if batch.earlier:
        run(READ, _columns(actor, batch.earlier, now) | {"waits": False})
    steps = _apply(actor, [one for code, one in batch.taken.items() if code in batch.tubes], batch.tubes, now)
    run(SETTLED, {"codes": [code for code in batch.taken if code in batch.waiting]})  # waits no more
    lost_race = _wait(actor, [one for code, one in batch.taken.items() if code not in batch.tubes], now)
    audit.record(actor, "testing.take_answers", "answers", area_path=actor.area_path, told=len(told))
    return [_with_what_follows(answer, steps, lost_race) for answer in batch.answers]


def _judge(actor: Actor, one: Measured, tube: Row | None, waiting: Row | None, now: datetime) -> Told:
    """What becomes of one answer, before anything is written."""
    if untimely := _untimely(one, now):
        return untimely
    if tube is None:
        if waiting is not None and not _is_again(one, waiting["outcome"], waiting["measured_at"]):
            return _told_again(one, (waiting["outcome"], waiting["method"], waiting["measured_at"]))
        return Told(one.tube, STORED, "result.waiting")
    if not tube["area_path"].startswith(actor.area_path):
        return Told(one.tube, REFUSED, "result.out_of_area")
    if tube["step"] == Step.REJECTED:
        return Told(one.tube, REFUSED, "result.tube_rejected")
    if tube["outcome"]:
        is_again = _is_again(one, tube["outcome"], tube["measured_at"])
        if not (tube["step"] in ANSWERABLE and is_again):
            return _told_again(one, (tube["outcome"], tube["method"], tube["measured_at"]))
    return _fits(one, tube)


def _is_again(one: Measured, outcome: str, measured_at: datetime) -> bool:
    """Whether an invalid answer was measured again."""
    return outcome == Found.INVALID and one.measured_at > measured_at


def _untimely(one: Measured, now: datetime) -> Told | None:
    if one.measured_at > now + CLOCK_TOLERANCE:
        return Told(one.tube, REFUSED, "result.in_the_future")
    if one.measured_at < FIRST_INSTANT:
        return Told(one.tube, REFUSED, "result.too_long_ago")
    return None


def _fits(one: Measured, tube: Row) -> Told:
    if one.measured_at < tube["taken_at"]:
        return Told(one.tube, REFUSED, "result.measured_before_taken")
    if tube["people"] > protocol_on(_day(tube["taken_at"])).most_people(one.method):
        return Told(one.tube, REFUSED, "result.too_many_people")
    return Told(one.tube, STORED)


def _told_again(one: Measured, key: tuple[str, str, datetime]) -> Told:
    return Told(one.tube, DUPLICATE) if one.key == key else Told(one.tube, REFUSED, "result.told_otherwise")


def _apply(
    actor: Actor, known: Sequence[Measured], tubes: Mapping[str, Row], now: datetime
) -> dict[str, str]:
    """Measure tubes, and release those that need no second person; return the step each is in now."""
    if not known:
        return {}
    rows = [tubes[one.tube] for one in known]
    steps = [_next(one, tube) for one, tube in zip(known, rows, strict=True)]
    by = [one.told_by or actor.id for one in known]
    run(READ, _columns(actor, known, now) | {"waits": False})
    run(
        MEASURE,
        {
            "id": [row["id"] for row in rows],
            "was": [row["step"] for row in rows],
            "steps": [row["steps"] for row in rows],
            "next": steps,
            "outcome": [one.outcome for one in known],
            "method": [one.method for one in known],
            "measured_at": [one.measured_at for one in known],
            "by": by,
            "now": now,
        },
    )
    done = [(row["id"], step) for row, step in zip(rows, steps, strict=True) if step != Step.RESULT]
    finish(actor, done, now=now)
    return {one.tube: step for one, step in zip(known, steps, strict=True)}


def _next(one: Measured, tube: Row) -> str:
    """Where an answer leads a tube: an invalid one nowhere, a positive pool apart, any other to its end."""
    if one.outcome == Found.INVALID or one.method in protocol_on(_day(one.measured_at)).two_step:
        return Step.RESULT.value
    is_pool = one.outcome == Found.POSITIVE and tube["people"] > 1
    return Step.SPLIT.value if is_pool else Step.FINAL.value


def _wait(actor: Actor, told: Sequence[Measured], now: datetime) -> set[str]:
    """Keep answers whose tube is not known; return those for which another answer came first just now."""
    if not told:
        return set()
    kept = {row["tube"] for row in run(READ, _columns(actor, told, now) | {"waits": True})}
    if kept:
        defer("testing.settle", after=CLOSE_CALL, tubes=sorted(kept))
    return {one.tube for one in told} - kept


def _columns(actor: Actor, told: Sequence[Measured], now: datetime) -> dict[str, Any]:
    count = len(told)
    return {
        "tube": [one.tube for one in told],
        "outcome": [one.outcome for one in told],
        "method": [one.method for one in told],
        "measured_at": [one.measured_at for one in told],
        "ct": [Jsonb(dict(one.ct)) for one in told],
        "kit": [one.kit for one in told],
        "lot": [one.lot for one in told],
        "area": [actor.area_path] * count,
        "told_at": [now] * count,
        "told_by": [one.told_by or actor.id for one in told],
    }


def _with_what_follows(answer: Told, steps: Mapping[str, str], lost_race: set[str]) -> Told:
    if answer.status != STORED:
        return answer
    if answer.tube in lost_race:
        return Told(answer.tube, REFUSED, "result.told_otherwise")
    step = steps.get(answer.tube)
    if step == Step.SPLIT:
        return Told(answer.tube, STORED, "result.pool_split")
    if step == Step.RESULT:
        return Told(answer.tube, STORED, "result.not_final")
    return answer


def _day(at: datetime) -> date:
    return timezone.localdate(at)


# --- answers that waited

WAITED = sql.SQL("""
    SELECT r.tube, r.outcome, r.method, r.measured_at, r.ct, r.kit, r.lot, r.told_by, r.area_path
    FROM testing_reading r JOIN testing_tube t ON t.code = r.tube
    WHERE r.waits AND (%(all)b OR r.tube = ANY(%(codes)b::text[])) LIMIT 10000
""")


@transaction.atomic
def settle(actor: Actor, codes: Iterable[str] | None = None, *, now: datetime) -> int:
    """Give tubes the answers that waited for them; return how many.

    An answer that does not fit its tube becomes an alarm.
    """
    actor.need_anywhere("testing.settle")
    with wall.opened("testing.settle"):
        rows = run(WAITED, {"all": codes is None, "codes": list(codes or [])}, prepare=False)
        if not rows:
            return 0
        beside_files()
        tubes = {row["code"]: row for row in run(HOLD, {"codes": [row["tube"] for row in rows]})}
        run(SETTLED, {"codes": list(tubes)})
        good, calls = [], []
        for row in rows:
            one = Measured(**{name: row[name] for name in MEASURED})
            tube = tubes[one.tube]
            fits = _judge_waited(one, row["area_path"], tube)
            if fits.status == STORED:
                good.append(one)
            elif fits.status == REFUSED:
                told = {"code": fits.code}
                calls.append(Call(AlarmKind.ANSWER_REFUSED, one.tube, tube["area_path"], told))
        raise_alarms(calls, now=now)
        _apply(actor, good, tubes, now)
        return len(good)


MEASURED = ("tube", "outcome", "method", "measured_at", "ct", "kit", "lot", "told_by")


def _judge_waited(one: Measured, area_path: str, tube: Row) -> Told:
    if not tube["area_path"].startswith(area_path):
        return Told(one.tube, REFUSED, "result.out_of_area")
    if tube["outcome"]:
        return _told_again(one, (tube["outcome"], tube["method"], tube["measured_at"]))
    return _fits(one, tube)
