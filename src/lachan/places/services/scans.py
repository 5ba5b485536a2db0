"""The scan door: what devices tell, judged item by item, stored with its visits in one transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from lachan.core import partitions, sealing, wall
from lachan.core.access import ROLES, Actor
from lachan.core.batches import CLOCK_TOLERANCE
from lachan.core.events import emit
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.places.errors import DeviceRefused
from lachan.places.events import WatchedVisitsLanded
from lachan.places.models import Device, Scan
from lachan.places.rules import OUT_CLOSES, SAME_SCAN, TWO_PLACES, Clock, Contact, is_anchor
from lachan.places.services.devices import digest
from lachan.places.services.ledger import ENTER, ENTER_ALONE, STORE

KEPT = timedelta(days=21)  # Scan.Privacy.keep_days
TABLES = ("places_scan", "places_visit")
SEALED = Scan.sealed.field.context
ALONE = "self"  # the kind of such scans, and the name of the device that stands for them at each place


@dataclass(frozen=True, slots=True)
class Told:
    """One scan as a device tells it."""

    seq: int
    code: str
    is_out: bool
    at: datetime
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """Scans of one device, and what its clock says as it sends them."""

    device_now: datetime
    scans: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one scan: stored, duplicate, review or refused; ``code`` says why."""

    seq: int
    status: str
    code: str


@transaction.atomic  # outermost: the wall is opened without a savepoint of its own
@wall.opened("places.take_scans")
def take_scans(token: str, upload: Upload, *, now: datetime) -> list[Answer]:
    """Store what a device saw; sending twice changes nothing.  Raises :class:`DeviceRefused`.

    Emits :class:`WatchedVisitsLanded` where a case waits for such visits.
    """
    off = now - upload.device_now
    days = partitions.days_of([*(_clamped(scan.at + off, now) for scan in upload.scans), now])
    found = run(ENTER, {"digest": digest(token)} | _entering(upload.scans, days, now))
    if not found:
        raise DeviceRefused
    [device] = found
    name = f"device:{device['id']}"
    actor = Actor(name, name, "device", ROLES["device"], device["area_path"])
    actor.need("places.scan", device["area_path"])
    contacts = _contacts(device)
    clock = Clock([*contacts, Contact(now, upload.device_now)])
    corrected = [clock.corrected(scan.at) for scan in upload.scans]
    moments = [_clamped(at, now) for at in corrected]
    wanted = partitions.days_of(moments)
    _make_days(wanted if device["missing"] or not wanted <= days else ())
    scanned = identity.whose([scan.code for scan in upload.scans], moments)
    rows = _columns(upload.scans, scanned, corrected, moments, now)
    contact = {"device_now": upload.device_now, "is_anchor": is_anchor(contacts, device["met_at"], now)}
    return _stored(actor, device, upload.scans, rows | contact | _where(device, moments, now))


@transaction.atomic
@wall.opened("places.check_in")
def check_in(
    actor: Actor, place_id: int, people: Sequence[int], *, is_out: bool, now: datetime
) -> list[Answer]:
    """People who scanned a place themselves, or whose family did: the same door, the same ledger.

    The caller has settled that the actor may speak for them; ``Answer.seq`` is a position in ``people``.
    """
    days = partitions.days_of([now])
    asked = {"place": place_id, "digest": f"{ALONE} {place_id}"} | _entering((), days, now)
    found = run(ENTER_ALONE, asked)
    if not found:
        made = {"place_id": place_id, "name": ALONE, "made_at": now, "made_by": "places"}
        Device.objects.get_or_create(token_digest=asked["digest"], defaults=made)
        found = run(ENTER_ALONE, asked)
    [device] = found
    _make_days(days if device["missing"] else ())
    scans = [Told(device["next"] + n, "", is_out, now) for n in range(len(people))]
    scanned = [identity.Scanned(ALONE, person, identity.Doubt.NONE) for person in people]
    rows = _columns(scans, scanned, [now] * len(scans), [now] * len(scans), now)
    contact = {"device_now": now, "is_anchor": False}
    answers = _stored(actor, device, scans, rows | contact | _where(device, [now] * len(scans), now))
    return [Answer(answer.seq - device["next"], answer.status, answer.code) for answer in answers]


def _entering(scans: Sequence[Told], days: set[date], now: datetime) -> dict[str, Any]:
    return {
        "seq": [scan.seq for scan in scans],
        "heard_since": now - KEPT,
        "days": [partitions.name_of(table, day) for table in TABLES for day in days],
    }


def _make_days(days: Iterable[date]) -> None:
    for table in TABLES:
        if days:
            partitions.ensure(table, days)


def _stored(
    actor: Actor, device: dict[str, Any], scans: Sequence[Told], arguments: dict[str, Any]
) -> list[Answer]:
    """The statement, with its entry of the audit trail, and its event."""
    facts = json.dumps({"scans": len(scans), "place": device["place"]})
    note = {"actor": actor.id, "role": actor.role, "verb": "places.scan", "subject": actor.id, "facts": facts}
    rows = run(STORE, arguments | note)
    if rows and rows[0]["refs"]:
        emit(WatchedVisitsLanded(rows[0]["refs"]))
    return [Answer(scans[row["ord"]].seq, row["outcome"], row["verdict"]) for row in rows]


def _clamped(at: datetime, now: datetime) -> datetime:
    """A time that a day's table can hold: an impossible one stands at its arrival, with its reason."""
    return at if now - KEPT <= at <= now + CLOCK_TOLERANCE else now


def _columns(
    scans: Sequence[Told],
    scanned: Sequence[identity.Scanned],
    corrected: Sequence[datetime],
    moments: Sequence[datetime],
    now: datetime,
) -> dict[str, Any]:
    """The batch, column by column, with what is known before the ledger is asked."""
    reasons = [_reason(one, at, now) for one, at in zip(scanned, corrected, strict=True)]
    doubted = [reason != "" for reason in reasons]
    forged = f"scan.{identity.Doubt.FORGED}"
    bodies = [f"{s.code}|{'out' if s.is_out else 'in'}|{s.at.timestamp():.6f}|{s.seat}" for s in scans]
    texts = [s.code.encode() if is_doubted else None for s, is_doubted in zip(scans, doubted, strict=True)]
    return {
        "ord": list(range(len(scans))),
        "seq": [scan.seq for scan in scans],
        "person": [one.person_id for one in scanned],
        "is_out": [scan.is_out for scan in scans],
        "device_at": [scan.at for scan in scans],
        "happened_at": list(moments),
        "status": ["refused" if r == forged else "review" if r else "stored" for r in reasons],
        "reason": reasons,
        "kind": [str(one.kind) for one in scanned],
        "seat": [scan.seat for scan in scans],
        "body": sealing.blind_many(bodies, purpose="places.scan"),
        "sealed": sealing.seal_many(texts, context=SEALED),
    }


def _reason(scanned: identity.Scanned, at: datetime, now: datetime) -> str:
    """Why a scan does not simply count; "" where nothing speaks against it yet."""
    if scanned.doubt is identity.Doubt.FORGED:
        return "scan.forged"
    if at > now + CLOCK_TOLERANCE:
        return "scan.in_the_future"
    if at < now - KEPT:
        return "scan.too_long_ago"
    return f"scan.{scanned.doubt}" if scanned.doubt else ""


def _contacts(device: dict[str, Any]) -> list[Contact]:
    """The contacts that are kept, and the last one, which may not be."""
    kept = [Contact(*both) for both in zip(device["contacts_ours"], device["contacts_device"], strict=True)]
    if device["met_at"] is not None and (not kept or kept[-1].ours < device["met_at"]):
        kept.append(Contact(device["met_at"], device["met_device_at"]))
    return kept


def _where(device: dict[str, Any], moments: Sequence[datetime], now: datetime) -> dict[str, Any]:
    """Where, when, and which days of the ledger have to be looked at."""
    first, last = min(moments, default=now), max(moments, default=now)
    day = timedelta(days=1)
    is_wide = device["has_repeats"]
    return {
        "device": device["id"],
        "place": device["place_id"],
        "family": device["family"],
        "area_path": device["area_path"],
        "now": now,
        "since": first - OUT_CLOSES,
        "until": last + OUT_CLOSES,
        "kept_since": now - KEPT - 2 * day if is_wide else first - day,
        "kept_until": now + 2 * day if is_wide else last + day,
        "same": SAME_SCAN,
        "two": TWO_PLACES,
        "closes": OUT_CLOSES,
    }
