"""The doors of machines: samples and answers, up to 1,000 at once, answered item by item (ADR 0025)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from msgspec import Meta

from lachan.core.access import Actor
from lachan.core.doors import Door, answered, aware, body_of
from lachan.core.errors import TokenNeeded, UploadTooBig, UploadUnreadable
from lachan.identity.public import actor_of
from lachan.testing import services
from lachan.testing.adapters.fhir import read_reports
from lachan.testing.rules import LONGEST_CODE, MOST_IN_TUBE, MOST_ITEMS

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
        return services.Taken(self.tube.strip(), people, aware(self.taken_at), self.campaign)


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
        at, ct = aware(self.measured_at), {gene: value for gene, value in (self.ct or {}).items() if value}
        return services.Measured(self.tube.strip(), self.outcome, self.method, at, ct, self.kit, self.lot)


class ItemOut(msgspec.Struct, omit_defaults=True):
    """What became of one item; ``where`` and ``what`` only where it could not be read."""

    tube: str | None
    status: str
    code: str
    where: str = ""
    what: str = ""


T = TypeVar("T")


Parsed = tuple[list[T], list[ItemOut]]  # the items that can be read, and what is to be told of the others


def _parsing(door: Door[Any], malformed: str) -> Callable[[bytes], Parsed[Any]]:
    def parse(body: bytes) -> Parsed[Any]:
        batch = door.read(body)
        bad = [ItemOut(one.name, "refused", malformed, one.where, one.what) for one in batch.unread]
        return [item.told() for item in batch.items], bad

    return parse


def parse_reports(body: bytes) -> Parsed[services.Measured]:
    """Of laboratories that speak FHIR R4: reports that say one thing of one tube."""
    try:
        reports = list(islice(read_reports(body), MOST_ITEMS + 1))
    except (msgspec.DecodeError, ValueError, RecursionError) as wrong:
        raise UploadUnreadable("$", str(wrong)) from None
    if len(reports) > MOST_ITEMS:
        raise UploadTooBig(f"{MOST_ITEMS} reports")
    good, bad = [], []
    for one in reports:
        if one.what or one.issued is None or len(one.tube) > LONGEST_CODE:
            what = one.what or "the barcode is too long"
            bad.append(ItemOut(one.tube or None, "refused", BAD_RESULT, one.where, what))
        else:
            at = aware(one.issued)
            good.append(services.Measured(one.tube, one.outcome, one.method, at, one.ct or {}))
    return good, bad


BAD_SAMPLE, BAD_RESULT = "sample.malformed", "result.malformed"
parse_samples = _parsing(Door(SampleIn, "samples", ("tube", str), most=MOST_ITEMS), BAD_SAMPLE)
parse_answers = _parsing(Door(AnswerIn, "results", ("tube", str), most=MOST_ITEMS), BAD_RESULT)


@csrf_exempt
@require_POST
def samples(request: HttpRequest) -> HttpResponse:
    """Up to 1,000 tubes with their people; answered item by item."""
    return _answered(request, "testing.sample", parse_samples, services.take_samples, BAD_SAMPLE)


@csrf_exempt
@require_POST
def reports(request: HttpRequest) -> HttpResponse:
    """FHIR DiagnosticReports, one or a Bundle of up to 1,000; answered report by report."""
    return _answered(request, "testing.release", parse_reports, services.take_answers, BAD_RESULT)


@csrf_exempt
@require_POST
def results(request: HttpRequest) -> HttpResponse:
    """Up to 1,000 answers of a laboratory; answered item by item."""
    return _answered(request, "testing.release", parse_answers, services.take_answers, BAD_RESULT)


def _answered(
    request: HttpRequest,
    right: str,
    parse: Callable[[bytes], Parsed[T]],
    take: Callable[[Actor, Sequence[T]], list[services.Told]],
    malformed: str,
) -> HttpResponse:
    actor = actor_of(request)
    actor.need_anywhere(right)
    if not hasattr(request, "actor"):  # signed in by a cookie, which forms of other sites can use
        raise TokenNeeded
    good, bad = parse(body_of(request, MOST_BYTES))
    told = [ItemOut(one.tube, one.status, one.code) for one in take(actor, good)]
    return answered(told, bad, malformed=malformed)
