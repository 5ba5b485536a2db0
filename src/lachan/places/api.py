"""The scan door for devices: JSON in, JSON out, decoded by msgspec (ADR 0025).

Beside Django's view there is nothing between the bytes and the service: a queue of one second a person has no
time for a framework's schemas.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from msgspec import Meta

from lachan.core.errors import DomainError
from lachan.identity import public as identity
from lachan.kernel.qr.trust import LOCAL
from lachan.places import services
from lachan.places.errors import DeviceRefused, UploadTooBig, UploadUnreadable
from lachan.places.queries.devices import OwnDevice
from lachan.places.rules import MOST_BYTES, MOST_SCANS

PROBLEM = "application/problem+json"
MALFORMED = "scan.malformed"


class ScanIn(msgspec.Struct):
    """One scan as it travels."""

    seq: Annotated[int, Meta(ge=1, lt=2**62)]
    code: Annotated[str, Meta(min_length=1, max_length=4296)]
    direction: Literal["in", "out"]
    at: datetime
    seat: Annotated[str, Meta(max_length=20)] = ""


class UploadIn(msgspec.Struct):
    """What the body says as a whole; scans are looked at one by one only where one of them is wrong."""

    device_now: datetime
    scans: list[msgspec.Raw]


class WholeIn(msgspec.Struct):
    """The same, with every scan right."""

    device_now: datetime
    scans: Annotated[list[ScanIn], Meta(max_length=MOST_SCANS)]


class Result(msgspec.Struct, omit_defaults=True):
    """What became of one scan; ``where`` and ``what`` only where it could not be read."""

    seq: int | None
    status: str
    code: str
    where: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The scans that could be read, and what is to be told of the others."""

    upload: services.Upload
    bad: list[Result]


class BundleOut(msgspec.Struct):
    """A signed text, whose scanner it is for, and our clock in milliseconds."""

    bundle: str
    signatures: Mapping[str, str]
    device: OwnDevice
    now: int


whole = msgspec.json.Decoder(WholeIn)
envelope = msgspec.json.Decoder(UploadIn)
one_scan = msgspec.json.Decoder(ScanIn)
encode = msgspec.json.Encoder().encode


@csrf_exempt
@login_not_required
@require_POST
def scans(request: HttpRequest) -> HttpResponse:
    """Up to 1,000 scans of one device; answers item by item."""
    now = timezone.now()
    try:
        token = _token(request.headers.get("Authorization", ""))
        parsed = parse(_body(request))
        answers = services.take_scans(token, parsed.upload, now=now)
    except DomainError as error:
        return _problem(error)
    results = [Result(one.seq, one.status, one.code) for one in answers]
    if not parsed.bad:
        return HttpResponse(encode({"results": results}), content_type="application/json")
    told = {
        "type": MALFORMED,
        "status": 422,
        "errors": [{"where": bad.where, "what": bad.what} for bad in parsed.bad],
        "results": results + parsed.bad,
    }
    return HttpResponse(encode(told), status=422, content_type=PROBLEM)


@login_not_required
@require_GET
def bundle(request: HttpRequest) -> HttpResponse:
    """What a scanner verifies by while it has no network; with ``since``, what is new (ADR 0031)."""
    now = timezone.now()
    try:
        device = services.device_of(_token(request.headers.get("Authorization", "")))
        since = _since(request.GET.get("since", ""), now)
    except DomainError as error:
        return _problem(error)
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
    return min(_aware(since), now)


def _tag(text: str, device: OwnDevice) -> str:
    """The same for what says the same, but for the moment of asking and how far the device has told."""
    told = json.loads(text)
    del told["as_of"], told["since"]
    rest = [told, device.name, device.place, device.place_name]
    return f'"{sha256(json.dumps(rest).encode()).hexdigest()[:32]}"'


def parse(body: bytes) -> Parsed:
    """What the bytes say.  Raises :class:`UploadUnreadable`, :class:`UploadTooBig`."""
    try:
        told = whole.decode(body)
    except msgspec.ValidationError:
        return _parse_slowly(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise UploadUnreadable("$", str(wrong)) from None
    return Parsed(services.Upload(_aware(told.device_now), [_told(scan) for scan in told.scans]), [])


def _parse_slowly(body: bytes) -> Parsed:
    """Something is wrong somewhere: what, and where; the good items stay."""
    try:
        told = envelope.decode(body)
    except msgspec.ValidationError as wrong:
        what, where = _said(wrong, "$")
        raise UploadUnreadable(where, what) from None
    if len(told.scans) > MOST_SCANS:
        raise UploadTooBig(f"{MOST_SCANS} scans")
    good, bad = [], []
    for position, raw in enumerate(told.scans):
        try:
            good.append(_told(one_scan.decode(raw)))
        except msgspec.ValidationError as wrong:
            what, where = _said(wrong, f"scans[{position}]")
            bad.append(Result(_number(raw), "refused", MALFORMED, where, what))
    return Parsed(services.Upload(_aware(told.device_now), good), bad)


def _said(wrong: msgspec.ValidationError, root: str) -> tuple[str, str]:
    """``Expected `int`, got `str` - at `$.seq``` → what, and where."""
    what, _, path = str(wrong).partition(" - at `$")
    return what, f"{root}{path.removesuffix('`')}"


def _number(raw: msgspec.Raw) -> int | None:
    """The number of a scan that is wrong elsewhere."""
    told: Any = msgspec.json.decode(raw)
    number = told.get("seq") if isinstance(told, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _told(scan: ScanIn) -> services.Told:
    return services.Told(scan.seq, scan.code, scan.direction == "out", _aware(scan.at), scan.seat)


def _aware(at: datetime) -> datetime:
    """A time without offset is that of Viet Nam, as in files."""
    return at if at.tzinfo is not None else at.replace(tzinfo=LOCAL)


def _token(header: str) -> str:
    kind, _, token = header.partition(" ")
    if kind.casefold() != "bearer" or not token.strip():
        raise DeviceRefused
    return token.strip()


def _body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise UploadTooBig(f"{MOST_BYTES} bytes")
    return request.body


def _problem(error: DomainError) -> HttpResponse:
    answer = HttpResponse(encode(error.as_problem()), status=error.status, content_type=PROBLEM)
    if isinstance(error, DeviceRefused):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="lachan"'
    return answer
