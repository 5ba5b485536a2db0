"""The door of scanners: scans come in, what to verify by goes out (ADR 0025, 0031)."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from msgspec import Meta

from lachan.core.doors import Door, Unread, answered, aware, body_of, encode
from lachan.identity import public as identity
from lachan.places import services
from lachan.places.errors import DeviceRefused
from lachan.places.queries.devices import OwnDevice
from lachan.places.rules import MOST_BYTES, MOST_SCANS

MALFORMED = "scan.malformed"


class ScanIn(msgspec.Struct):
    """One scan as it travels."""

    seq: Annotated[int, Meta(ge=1, lt=2**62)]
    code: Annotated[str, Meta(min_length=1, max_length=4296)]
    direction: Literal["in", "out"]
    at: datetime
    seat: Annotated[str, Meta(max_length=20)] = ""


class Result(msgspec.Struct, omit_defaults=True):
    """What became of one scan; ``where`` and ``what`` only where it could not be read."""

    seq: int | None
    status: str
    code: str
    where: str = ""
    what: str = ""


class BundleOut(msgspec.Struct):
    """A signed text, whose scanner it is for, and our clock in milliseconds."""

    bundle: str
    signatures: Mapping[str, str]
    device: OwnDevice
    now: int


SCANS = Door(ScanIn, "scans", ("seq", int), most=MOST_SCANS, head=[("device_now", datetime)])


@csrf_exempt
@login_not_required
@require_POST
def scans(request: HttpRequest) -> HttpResponse:
    """Up to 1,000 scans of one device; answers item by item."""
    token = _token(request.headers.get("Authorization", ""))
    upload, unread = read(body_of(request, MOST_BYTES))
    answers = services.take_scans(token, upload, now=timezone.now())
    results = [Result(one.seq, one.status, one.code) for one in answers]
    bad = [Result(one.name, "refused", MALFORMED, one.where, one.what) for one in unread]
    return answered(results, bad, malformed=MALFORMED)


@login_not_required
@require_GET
def bundle(request: HttpRequest) -> HttpResponse:
    """What a scanner verifies by while it has no network; with ``since``, what is new (ADR 0031)."""
    now = timezone.now()
    device = services.device_of(_token(request.headers.get("Authorization", "")))
    since = _since(request.GET.get("since", ""), now)
    told = identity.bundle(now, since)
    tag = _tag(told.text, device)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    answer = BundleOut(told.text, told.signatures, device, int(now.timestamp() * 1000))
    return HttpResponse(encode(answer), content_type="application/json", headers=headers)


def _since(text: str, now: datetime) -> datetime | None:
    """The ``as_of`` of the bundle that is known; anything else asks for the whole."""
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        return None
    return min(aware(since), now)


def _tag(text: str, device: OwnDevice) -> str:
    """The same for what says the same, but for the moment of asking and how far the device has told."""
    told = json.loads(text)
    del told["as_of"], told["since"]
    rest = [told, device.name, device.place, device.place_name]
    return f'"{sha256(json.dumps(rest).encode()).hexdigest()[:32]}"'


def read(body: bytes) -> tuple[services.Upload, list[Unread]]:
    """What the bytes say, and the scans that cannot be read.

    Raises :class:`UploadUnreadable`, :class:`UploadTooBig`.
    """
    batch = SCANS.read(body)
    scans = [_told(scan) for scan in batch.items]
    return services.Upload(aware(batch.head.device_now), scans), batch.unread


def _told(scan: ScanIn) -> services.Told:
    return services.Told(scan.seq, scan.code, scan.direction == "out", aware(scan.at), scan.seat)


def _token(header: str) -> str:
    kind, _, token = header.partition(" ")
    if kind.casefold() != "bearer" or not token.strip():
        raise DeviceRefused
    return token.strip()
