"""The door of machines: samples and answers in JSON, up to 1,000 at once, answered item by item (ADR 0025).

Beside Django's view there is nothing between the bytes and the service.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Generic, Literal, Protocol, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from msgspec import Meta

from lachan.core.access import Actor
from lachan.core.errors import TokenNeeded
from lachan.identity.public import actor_of
from lachan.kernel.qr.trust import LOCAL
from lachan.testing import services
from lachan.testing.adapters.fhir import read_reports
from lachan.testing.errors import BatchTooBig, BatchUnreadable
from lachan.testing.rules import LONGEST_CODE, MOST_IN_TUBE, MOST_ITEMS

PROBLEM = "application/problem+json"
MOST_BYTES = 2_500_000  # what the site takes of any form
Code = Annotated[str, Meta(max_length=LONGEST_CODE, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
Gene = Annotated[str, Meta(min_length=1, max_length=16, pattern=r"^[A-Za-z0-9 _/+-]+$")]
Name = Annotated[str, Meta(max_length=64, pattern=r"^[^\x00]*$")]
Cycles = Annotated[float, Meta(ge=0, le=60)]


class SampleIn(msgspec.Struct):
    """One tube as it travels; whoever is in it by the text of their code."""

    tube: Code
    people: Annotated[list[Code], Meta(min_length=1, max_length=MOST_IN_TUBE)]
    taken_at: datetime
    campaign: Code | None = None

    def told(self) -> services.Taken:
        people = tuple(person.strip() for person in self.people)
        return services.Taken(self.tube.strip(), people, _aware(self.taken_at), self.campaign)


class AnswerIn(msgspec.Struct):
    """What was found in one tube."""

    tube: Code
    outcome: Literal["positive", "negative", "invalid"]
    method: Literal["pcr", "antigen"]
    measured_at: datetime
    ct: Annotated[dict[Gene, Cycles | None], Meta(max_length=8)] | None = None
    kit: Name = ""
    lot: Name = ""

    def told(self) -> services.Measured:
        at, ct = _aware(self.measured_at), {gene: value for gene, value in (self.ct or {}).items() if value}
        return services.Measured(self.tube.strip(), self.outcome, self.method, at, ct, self.kit, self.lot)


class SamplesIn(msgspec.Struct):
    """The body as a whole; items are read one by one only where one of them is wrong."""

    items: list[msgspec.Raw] = msgspec.field(name="samples")


class AllSamplesIn(msgspec.Struct):
    items: Annotated[list[SampleIn], Meta(max_length=MOST_ITEMS)] = msgspec.field(name="samples")


class AnswersIn(msgspec.Struct):
    items: list[msgspec.Raw] = msgspec.field(name="results")


class AllAnswersIn(msgspec.Struct):
    items: Annotated[list[AnswerIn], Meta(max_length=MOST_ITEMS)] = msgspec.field(name="results")


class ItemOut(msgspec.Struct, omit_defaults=True):
    """What became of one item; ``where`` and ``what`` only where it could not be read."""

    tube: str | None
    status: str
    code: str
    where: str = ""
    what: str = ""


T = TypeVar("T")


class Parses(Protocol[T]):
    """What stands between a body and the service."""

    malformed: str

    def parse(self, body: bytes) -> tuple[list[T], list[ItemOut]]: ...


class Door(Generic[T]):
    """The decoders of one kind of batch."""

    def __init__(self, name: str, whole: type[Any], envelope: type[Any], item: type[Any]) -> None:
        self.name, self.malformed = name, f"{name[:-1]}.malformed"
        self.whole = msgspec.json.Decoder(whole)
        self.envelope = msgspec.json.Decoder(envelope)
        self.item = msgspec.json.Decoder(item)

    def parse(self, body: bytes) -> tuple[list[T], list[ItemOut]]:
        """The items that can be read, and what is to be told of the others.

        Raises :class:`BatchUnreadable`, :class:`BatchTooBig`.
        """
        try:
            return [item.told() for item in self.whole.decode(body).items], []
        except msgspec.ValidationError:
            return self._parse_slowly(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
            raise BatchUnreadable("$", str(wrong)) from None

    def _parse_slowly(self, body: bytes) -> tuple[list[T], list[ItemOut]]:
        try:
            raws = self.envelope.decode(body).items
        except msgspec.ValidationError as wrong:
            what, where = _said(wrong, "$")
            raise BatchUnreadable(where, what) from None
        if len(raws) > MOST_ITEMS:
            raise BatchTooBig(f"{MOST_ITEMS} {self.name}")
        good: list[T] = []
        bad = []
        for position, raw in enumerate(raws):
            try:
                good.append(self.item.decode(raw).told())
            except msgspec.ValidationError as wrong:
                what, where = _said(wrong, f"{self.name}[{position}]")
                bad.append(ItemOut(_tube(raw), "refused", self.malformed, where, what))
        return good, bad


class Reports:
    """The door of laboratories that speak FHIR R4."""

    malformed = "result.malformed"

    def parse(self, body: bytes) -> tuple[list[services.Measured], list[ItemOut]]:
        """As :meth:`Door.parse`: reports that say one thing of one tube, what is wrong with others."""
        good, bad = [], []
        try:
            reports = list(islice(read_reports(body), MOST_ITEMS + 1))
        except (msgspec.DecodeError, ValueError, RecursionError) as wrong:
            raise BatchUnreadable("$", str(wrong)) from None
        if len(reports) > MOST_ITEMS:
            raise BatchTooBig(f"{MOST_ITEMS} reports")
        for one in reports:
            if one.what or one.issued is None or len(one.tube) > LONGEST_CODE:
                what = one.what or "the barcode is too long"
                bad.append(ItemOut(one.tube or None, "refused", self.malformed, one.where, what))
            else:
                at = _aware(one.issued)
                good.append(services.Measured(one.tube, one.outcome, one.method, at, one.ct or {}))
        return good, bad


SAMPLES: Door[services.Taken] = Door("samples", AllSamplesIn, SamplesIn, SampleIn)
ANSWERS: Door[services.Measured] = Door("results", AllAnswersIn, AnswersIn, AnswerIn)
REPORTS = Reports()
encode = msgspec.json.Encoder().encode


@csrf_exempt
@require_POST
def samples(request: HttpRequest) -> HttpResponse:
    """Up to 1,000 tubes with their people; answered item by item."""
    return _answered(request, "testing.sample", SAMPLES, services.take_samples)


@csrf_exempt
@require_POST
def reports(request: HttpRequest) -> HttpResponse:
    """FHIR DiagnosticReports, one or a Bundle of up to 1,000; answered report by report."""
    return _answered(request, "testing.release", REPORTS, services.take_answers)


@csrf_exempt
@require_POST
def results(request: HttpRequest) -> HttpResponse:
    """Up to 1,000 answers of a laboratory; answered item by item."""
    return _answered(request, "testing.release", ANSWERS, services.take_answers)


def _answered(
    request: HttpRequest,
    right: str,
    door: Parses[T],
    take: Callable[[Actor, Sequence[T]], list[services.Told]],
) -> HttpResponse:
    actor = actor_of(request)
    actor.need_anywhere(right)
    if not hasattr(request, "actor"):  # signed in by a cookie, which forms of other sites can use
        raise TokenNeeded
    good, bad = door.parse(_body(request))
    told = [ItemOut(one.tube, one.status, one.code) for one in take(actor, good)]
    if not bad:
        return HttpResponse(encode({"results": told}), content_type="application/json")
    problem = {
        "type": door.malformed,
        "status": 422,
        "errors": [{"where": item.where, "what": item.what} for item in bad],
        "results": told + bad,
    }
    return HttpResponse(encode(problem), status=422, content_type=PROBLEM)


def _body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise BatchTooBig(f"{MOST_BYTES} bytes")
    return request.body


def _said(wrong: msgspec.ValidationError, root: str) -> tuple[str, str]:
    """``Expected `str`, got `int` - at `$.tube``` → what, and where."""
    what, _, path = str(wrong).partition(" - at `$")
    return what, f"{root}{path.removesuffix('`')}"


def _tube(raw: msgspec.Raw) -> str | None:
    """The barcode of an item that is wrong elsewhere."""
    told: Any = msgspec.json.decode(raw)
    tube = told.get("tube") if isinstance(told, dict) else None
    return tube if isinstance(tube, str) else None


def _aware(at: datetime) -> datetime:
    """A time without offset is that of Viet Nam, as in files."""
    return at if at.tzinfo is not None else at.replace(tzinfo=LOCAL)
