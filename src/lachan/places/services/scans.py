"""The scan door: what devices tell, judged item by item, stored with its visits in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lachan.core import partitions, sealing
from lachan.core.access import ROLES, Actor
from lachan.core.batches import CLOCK_TOLERANCE
from lachan.core.events import emit
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.places.errors import DeviceRefused
from lachan.places.events import WatchedVisitsLanded
from lachan.places.models import Scan
from lachan.places.rules import OUT_CLOSES, SAME_SCAN, TWO_PLACES, Clock, Contact, is_anchor
from lachan.places.services.devices import digest
from lachan.places.services.ledger import ENTER, STORE

KEPT = timedelta(days=21)  # Scan.Privacy.keep_days
TABLES = ("places_scan", "places_visit")
SEALED = Scan.sealed.field.context  # type: ignore[attr-defined]
REFUSED = {identity.Doubt.FORGED}


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


@transaction.atomic
def take_scans(token: str, upload: Upload, *, now: datetime) -> list[Answer]:
    """Store what a device saw; sending twice changes nothing.  Raises :class:`DeviceRefused`.

    Emits :class:`WatchedVisitsLanded` where a case waits for such visits.
    """
    scans = upload.scans
    off = now - upload.device_now
    days = partitions.days_of([*(_clamped(scan.at + off, now) for scan in scans), now])
    found = run(
        ENTER,
        {
            "digest": digest(token),
            "seq": [scan.seq for scan in scans],
            "heard_since": now - KEPT,
            "days": [partitions.name_of(table, day) for table in TABLES for day in days],
        },
    )
    if not found:
        raise DeviceRefused
    [device] = found
    actor = _actor(device)
    actor.need("places.scan", device["area_path"])
    contacts = _contacts(device)
    clock = Clock([*contacts, Contact(now, upload.device_now)])
    corrected = [clock.corrected(scan.at) for scan in scans]
    moments = [_clamped(at, now) for at in corrected]
    wanted = partitions.days_of(moments)
    if device["missing"] or not wanted <= days:
        for table in TABLES:
            partitions.ensure(table, wanted)
    scanned = identity.whose([scan.code for scan in scans], moments)
    rows = _columns(scans, scanned, corrected, moments, now)
    contact = {"device_now": upload.device_now, "is_anchor": is_anchor(contacts, device["met_at"], now)}
    answers = run(STORE, rows | contact | _place(device, moments, now) | _note(actor, device, len(scans)))
    if answers and answers[0]["refs"]:
        emit(WatchedVisitsLanded(answers[0]["refs"]))
    return [Answer(scans[row["ord"]].seq, row["outcome"], row["verdict"]) for row in answers]


def _clamped(at: datetime, now: datetime) -> datetime:
    """A time that a day's table can hold: an impossible one stands at its arrival, with its reason."""
    return at if now - KEPT <= at <= now + CLOCK_TOLERANCE else now


def _actor(device: dict[str, Any]) -> Actor:
    name = f"device:{device['id']}"
    return Actor(name, name, "device", ROLES["device"], device["area_path"])


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


def _place(device: dict[str, Any], moments: Sequence[datetime], now: datetime) -> dict[str, Any]:
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


def _note(actor: Actor, device: dict[str, Any], scans: int) -> dict[str, Any]:
    """The entry of the audit trail, written by the same statement."""
    facts = json.dumps({"scans": scans, "place": device["place"]})
    return {"actor": actor.id, "role": actor.role, "verb": "places.scan", "subject": actor.id, "facts": facts}
