"""A guard scans somebody: one answer at once, stored with its reason; who may pass has passed."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from lachan.checkpoints import queries
from lachan.checkpoints.errors import CheckpointUnknown
from lachan.checkpoints.models import Duty, Passage, Passenger
from lachan.checkpoints.queries.posts import GuardedPost
from lachan.checkpoints.queries.questions import Gate, ask_all, gate_of, permit_told
from lachan.checkpoints.rules import Judged, Told, Tone, Verdict, judge, with_care
from lachan.checkpoints.services.visiting import record_visits
from lachan.core import audit, limits, sealing, wall
from lachan.core.access import Actor
from lachan.core.limits import Limit, Use
from lachan.identity import public as identity
from lachan.kernel import qr
from lachan.permits import public as permits

BAD_CODES = {identity.Doubt.FORGED, identity.Doubt.KEY_STOLEN, identity.Doubt.REVOKED}
BAD_PROBLEMS = {"forged", "key_stolen"}
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a guard scanned or typed: a code, of a vehicle that the page gave an id."""

    vehicle: UUID
    plate: str
    text: str


@dataclass(frozen=True, slots=True)
class _Known:
    """Whose code it is as far as that is known, the answers, and the permit that counts."""

    person_id: int | None
    answers: list[Told]
    permit: int | None = None


def scan(actor: Actor, at: GuardedPost, told: Scan, *, now: datetime) -> Passenger:
    """Judge one person and store it.  The same code or person again in one vehicle changes nothing.

    Green has passed, red is refused, yellow waits for the guard.  Raises :class:`CheckpointUnknown` for a
    vehicle of another checkpoint, :class:`TooMany`.
    """
    actor.need("checkpoints.guard", at.checkpoint.area_path)
    limits.take(Use(Limit("checkpoints.scans", settings.CHECKPOINTS_SCANS_AN_HOUR, HOUR), actor.id))
    with wall.opened("checkpoints.scan"), transaction.atomic():  # people of everywhere pass everywhere
        passage = _passage(actor, at, told, now)
        digest = sealing.mac(told.text.strip().encode(), purpose="checkpoints.code")
        known = Passenger.objects.filter(passage=passage, code=digest).first()
        if known is not None:
            return known
        gate = gate_of(at.checkpoint.area_path, passage.plate, now)
        found = _judged_permit(told.text, gate) if qr.is_permit(told.text) else _judged(told.text, gate)
        return _stored(actor, passage, digest, found, now)


def _passage(actor: Actor, at: GuardedPost, told: Scan, now: datetime) -> Passage:
    """The vehicle, locked: of two scans at once the later one sees the earlier."""
    shift = queries.shift_at(at.checkpoint, now)
    given = {
        "checkpoint": at.checkpoint, "post": at.post, "shift": shift, "area_path": at.checkpoint.area_path,
        "plate": permits.plain_plate(told.plate), "came_at": now, "made_by": actor.id,
    }  # fmt: skip
    found, is_new = Passage.objects.get_or_create(pk=told.vehicle, defaults=given)
    if found.checkpoint_id != at.checkpoint.id:
        raise CheckpointUnknown
    if is_new and shift is not None:
        Duty.objects.get_or_create(shift=shift, post=at.post, guard=actor.id, defaults={"began_at": now})
    return Passage.objects.select_for_update(of=("self",)).get(pk=found.pk)


def _judged(text: str, gate: Gate) -> _Known:
    """By a code that names a person: ours, national, CCCD, BHYT, or typed."""
    [scanned] = identity.whose([text.strip()], [gate.at])
    if scanned.person_id is None:
        tone = Tone.BAD if scanned.doubt in BAD_CODES else Tone.WARN
        return _Known(None, [Told("identity", tone, scanned.doubt)])
    if scanned.doubt:
        tone = Tone.BAD if scanned.doubt in BAD_CODES else Tone.WARN
        first = Told("identity", tone, scanned.doubt)
    else:
        first = Told("identity", Tone.GOOD, "known")
    return _about(scanned.person_id, first, gate)


def _judged_permit(text: str, gate: Gate) -> _Known:
    """By the code of a permit: its holder, and this permit, whichever others there are."""
    seen = permits.behind(text, gate.at, gate.units)
    if seen.paper is not None:
        return _Known(None, [Told("permit", Tone.WARN, str(seen.paper))])
    if seen.held is None:
        tone = Tone.BAD if seen.problem in BAD_PROBLEMS else Tone.WARN
        return _Known(None, [Told("permit", tone, f"code_{seen.problem}")])
    return _about(seen.held.person_id, Told("identity", Tone.GOOD, "by_permit"), gate, seen.held)


def _about(person: int, first: Told, gate: Gate, shown: permits.Held | None = None) -> _Known:
    answers = [first, *ask_all([person], gate)[person]]
    held = shown or permits.best(permits.held([person], gate.at, gate.units)[person])
    if shown is not None:
        told = permit_told(shown, gate)
        answers = [told if one.question == "permit" else one for one in answers]
    template = held.template.template if held else ""
    return _Known(person, with_care(answers, template, gate.policy["care"]), held.number if held else None)


def _stored(actor: Actor, passage: Passage, digest: bytes, found: _Known, now: datetime) -> Passenger:
    before = None
    if found.person_id is not None:
        before = Passenger.objects.filter(passage=passage, person_id=found.person_id).first()
    if before is not None:
        return before
    judged = judge(found.answers)
    row = Passenger(
        passage=passage, checkpoint_id=passage.checkpoint_id, shift_id=passage.shift_id,
        area_path=passage.area_path, scanned_at=now, person_id=found.person_id, code=digest,
        verdict=judged.verdict, reason=reason_of(judged), answers=[asdict(one) for one in found.answers],
        permit=found.permit,
    )  # fmt: skip
    if judged.verdict is not Verdict.YELLOW:
        row.decision = "passed" if judged.verdict is Verdict.GREEN else "refused"
        row.decided_at, row.decided_by = now, actor.id
    row.save(force_insert=True)
    audit.record(
        actor, "checkpoints.scan", str(row.id), area_path=row.area_path, verdict=row.verdict,
        decision=row.decision,
    )  # fmt: skip
    if row.person_id is not None:
        identity.note_view(actor, [row.person_id], identity.Purpose.CHECKPOINT, ref=str(passage.id))
    if row.decision == "passed":
        record_visits(passage, now)
    return row


def reason_of(judged: Judged) -> str:
    return f"{judged.because.question}.{judged.because.code}" if judged.because else ""
