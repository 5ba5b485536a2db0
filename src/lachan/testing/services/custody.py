"""The way of a tube: packed, unpacked, received, put on a plate, rejected; counted at every gate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.core import audit, wall
from lachan.core.access import Actor, end_of
from lachan.core.errors import NotFound
from lachan.core.statements import run
from lachan.testing.errors import BoxOpened, BoxTaken, NoTubes
from lachan.testing.models import Box, Gate
from lachan.testing.rules import AlarmKind, Reason, Step, before, manifest_hash
from lachan.testing.services.alarms import Call, raise_alarms
from lachan.testing.services.answers import DUPLICATE, REFUSED, STORED, Told
from lachan.testing.services.pools import MEMBERS, REJECTED, order

MOST_TOLD = 50  # barcodes in the facts of an alarm
WELLS = [f"{row}{column}" for row in "ABCDEFGH" for column in range(1, 13)]

MOVE = sql.SQL("""
    WITH told AS MATERIALIZED (
        SELECT * FROM unnest(%(code)b::text[], %(reason)b::text[], %(well)b::text[])
                      AS t(code, reason, well)),
    held AS MATERIALIZED (
        SELECT id, code, step, steps, area_path, box_id, plate FROM testing_tube
        WHERE code = ANY(%(code)b::text[]) AND area_path >= %(from)b::text COLLATE "C"
              AND area_path < %(until)b::text COLLATE "C"
        ORDER BY id FOR UPDATE),
    moved AS (
        UPDATE testing_tube t
        SET step = %(step)b, since = %(now)b, steps = h.steps + 1, box_id = coalesce(%(box)b, t.box_id),
            plate = CASE WHEN told.well = '' THEN t.plate ELSE %(plate)b END,
            well = CASE WHEN told.well = '' THEN t.well ELSE told.well END
        FROM held h JOIN told USING (code)
        WHERE t.id = h.id AND h.step = ANY(%(before)b::text[])
        RETURNING t.id, t.steps, h.step AS was, told.reason),
    noted AS (
        INSERT INTO testing_custody (tube_id, number, was, step, at, actor, reason, box_id)
        SELECT id, steps, was, %(step)b, %(now)b, %(actor)b, reason, %(box)b FROM moved
        RETURNING tube_id)
    SELECT h.id, h.code, h.step, h.area_path, h.box_id, h.plate,
           h.id IN (SELECT tube_id FROM noted) AS is_moved
    FROM held h
""")
# Whoever was to be sampled into a tube that is no more is still to be sampled.
REOPEN = sql.SQL("""
    UPDATE testing_order SET tube_id = NULL, sampled_at = NULL
    WHERE tube_id = ANY(%(tubes)b::bigint[]) AND answered_at IS NULL
""")
LISTED = sql.SQL("SELECT code, step FROM testing_tube WHERE box_id = %(box)b")


@dataclass(frozen=True, slots=True)
class Passage:
    """What passed a gate: what came in, what went on, what was refused."""

    kind: str
    ref: str
    came: Sequence[str]
    went: Sequence[str]
    refused: Sequence[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found in a box: tube by tube, what its list has and the box has not, and the other way."""

    tubes: list[Told]
    missing: list[str]
    surplus: list[str]


@transaction.atomic
def receive(actor: Actor, tubes: Sequence[str], *, now: datetime | None = None) -> list[Told]:
    """Tubes arrive at the laboratory without a box."""
    actor.need_anywhere("testing.handle")
    return _move(actor, Step.RECEIVED, dict.fromkeys(tubes, ""), now=now or timezone.now())


@transaction.atomic
def reject(actor: Actor, tubes: Mapping[str, Reason], *, now: datetime | None = None) -> list[Told]:
    """Tubes that cannot be tested, each with why; their people are to be sampled again."""
    actor.need_anywhere("testing.handle")
    now = now or timezone.now()
    with wall.opened("testing.reject"):  # people of a pool may live in several units
        return _move(actor, Step.REJECTED, {code: why.value for code, why in tubes.items()}, now=now)


@transaction.atomic
def give_up(actor: Actor, tubes: Sequence[str], *, now: datetime | None = None) -> list[Told]:
    """Tubes that nobody finds; their people are to be sampled again."""
    actor.need_anywhere("testing.oversee")
    now = now or timezone.now()
    with wall.opened("testing.give_up"):
        return _move(actor, Step.REJECTED, dict.fromkeys(tubes, Reason.LOST.value), now=now)


@transaction.atomic
def fill_plate(
    actor: Actor, plate: str, wells: Mapping[str, str], *, now: datetime | None = None
) -> list[Told]:
    """Tubes go into the wells of a plate (well to barcode), and run.

    What was scanned into the plate is what runs and what was refused: a gate like any other.
    """
    actor.need_anywhere("testing.handle")
    now = now or timezone.now()
    codes = {code: well for well, code in wells.items() if well in WELLS}
    if not codes:
        raise NoTubes
    told = _move(actor, Step.RUNNING, dict.fromkeys(codes, ""), now=now, plate=plate, wells=codes)
    gone = [one.tube for one in told if one.status != REFUSED]  # scanned again, it stands there already
    refused = [one.tube for one in told if one.status == REFUSED]
    ref = f"{plate} {timezone.localtime(now):%Y-%m-%d %H:%M:%S.%f}"
    count(actor, Passage("plate", ref, list(wells.values()), gone, refused), now=now)
    audit.record(actor, "testing.fill_plate", plate, area_path=actor.area_path, tubes=len(gone))
    return told


@transaction.atomic
def pack(actor: Actor, box: str, tubes: Sequence[str], *, now: datetime | None = None) -> list[Told]:
    """Tubes go into a box and on their way, with a list.  Raises :class:`BoxTaken`, :class:`NoTubes`."""
    actor.need_anywhere("testing.sample")
    now = now or timezone.now()
    with wall.opened("testing.pack"):  # a code is taken everywhere
        if Box.objects.filter(code=box).exists():
            raise BoxTaken(box)
    made = Box.objects.create(
        code=box, area_path=actor.area_path, sent_at=now, sent_by=actor.id, sent_tubes=0, sent_hash=""
    )
    told = _move(actor, Step.IN_TRANSIT, dict.fromkeys(tubes, ""), now=now, box=made.id)
    packed = [one.tube for one in told if one.status == STORED]
    if not packed:
        raise NoTubes
    made.sent_tubes, made.sent_hash = len(packed), manifest_hash(packed)
    made.save(update_fields=["sent_tubes", "sent_hash"])
    audit.record(actor, "testing.pack", box, area_path=actor.area_path, tubes=len(packed))
    return told


@transaction.atomic
def unpack(
    actor: Actor,
    box: str,
    tubes: Sequence[str],
    rejected: Mapping[str, Reason] | None = None,
    *,
    now: datetime | None = None,
) -> Opened:
    """A box arrives: what was scanned out of it is received, or rejected with why.

    What was sent is what was received and what was rejected; otherwise an alarm stands at once.
    Raises :class:`NotFound`, :class:`BoxOpened`.
    """
    actor.need_anywhere("testing.handle")
    now = now or timezone.now()
    with wall.opened("testing.unpack"):  # a box comes from a smaller unit, or passes through a bigger one
        found = Box.objects.select_for_update().filter(code=box).first()
        if found is None or not _is_near(found.area_path, actor.area_path):
            raise NotFound("box")
        if found.opened_at is not None:
            raise BoxOpened(box)
        listed = [row["code"] for row in run(LISTED, {"box": found.id})]
        refused = {code: why.value for code, why in (rejected or {}).items()}
        good = [code for code in dict.fromkeys(tubes) if code not in refused]
        told = _move(actor, Step.RECEIVED, dict.fromkeys(good, ""), now=now)
        told += _move(actor, Step.REJECTED, refused, now=now)
        found.opened_at, found.opened_by = now, actor.id
        found.save(update_fields=["opened_at", "opened_by"])
        here = {*good, *refused}
        missing, surplus = sorted(set(listed) - here), sorted(here - set(listed))
        gone = [code for code in good if code in set(listed)]
        back = [code for code in refused if code in set(listed)]
        count(actor, Passage("box", box, listed, gone, back), now=now)
        _tell(found, missing, surplus, now)
        audit.record(actor, "testing.unpack", box, area_path=found.area_path, missing=len(missing))
    return Opened(told, missing, surplus)


def _is_near(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _tell(box: Box, missing: list[str], surplus: list[str], now: datetime) -> None:
    found = [(AlarmKind.BOX_GAP, missing), (AlarmKind.BOX_SURPLUS, surplus)]
    calls = [
        Call(kind, box.code, box.area_path, {"tubes": len(some), "codes": some[:MOST_TOLD]})
        for kind, some in found
        if some
    ]
    raise_alarms(calls, now=now)


def count(actor: Actor, gate: Passage, *, now: datetime) -> bool:
    """Note what passed a gate; return whether it adds up.  Where it does not an alarm stands beside it."""
    out = [*gate.went, *gate.refused]
    row = Gate.objects.create(
        kind=gate.kind,
        ref=gate.ref,
        area_path=actor.area_path,
        at=now,
        actor=actor.id,
        came_in=len(gate.came),
        went_on=len(gate.went),
        refused=len(gate.refused),
        hash_in=manifest_hash(gate.came),
        hash_out=manifest_hash(out),
    )
    adds_up = row.came_in == row.went_on + row.refused and row.hash_in == row.hash_out
    if not adds_up and gate.kind != "box":  # a box has an alarm that says which tubes
        facts = {"came_in": row.came_in, "went_on": row.went_on, "refused": row.refused}
        raise_alarms([Call(AlarmKind.GATE_GAP, gate.ref, actor.area_path, facts)], now=now)
    return adds_up


def _move(actor: Actor, step: Step, tubes: Mapping[str, str], *, now: datetime, **where: Any) -> list[Told]:
    """Bring tubes (barcode to reason) to a step, as far as it may follow; told tube by tube."""
    if not tubes:
        return []
    wells: Mapping[str, str] = where.get("wells", {})
    rows = run(
        MOVE,
        {
            "code": list(tubes),
            "reason": list(tubes.values()),
            "well": [wells.get(code, "") for code in tubes],
            "plate": where.get("plate", ""),
            "box": where.get("box"),
            "step": step.value,
            "before": before(step),
            "actor": actor.id,
            "now": now,
            "from": actor.area_path,
            "until": end_of(actor.area_path),
        },
        prepare=False,
    )
    held = {row["code"]: row for row in rows}
    if step == Step.REJECTED:
        _sample_again(actor, [row for row in rows if row["is_moved"]], now)
    audit.record(actor, "testing.move", step.value, area_path=actor.area_path, tubes=len(rows))
    return [_told(code, step, held.get(code), where.get("plate", "")) for code in tubes]


def _told(code: str, step: Step, row: Mapping[str, Any] | None, plate: str) -> Told:
    if row is None:
        return Told(code, REFUSED, "tube.unknown")
    if row["is_moved"]:
        return Told(code, STORED)
    if row["step"] == step and (not plate or row["plate"] == plate):
        return Told(code, DUPLICATE)
    return Told(code, REFUSED, f"tube.is_{row['step']}")


def _sample_again(actor: Actor, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    tubes = [row["id"] for row in rows]
    if tubes:
        run(REOPEN, {"tubes": tubes})
        order(actor, run(MEMBERS, {"tubes": tubes}, prepare=False), REJECTED, now=now)
