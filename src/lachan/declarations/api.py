"""The door for partners and kiosks: JSON in, JSON out, decoded by msgspec."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from msgspec import Meta

from lachan.declarations import queries, services
from lachan.declarations.errors import UploadTooBig, UploadUnreadable
from lachan.declarations.forms import WRONG, in_words
from lachan.declarations.rules import MOST_BYTES, MOST_DECLARATIONS
from lachan.identity.public import actor_of


class DeclarationIn(msgspec.Struct):
    """One declaration as it travels."""

    id: Annotated[str, Meta(min_length=1, max_length=80)]
    form: Annotated[str, Meta(min_length=1, max_length=80)]
    person: Annotated[str, Meta(min_length=1, max_length=4296)]
    at: datetime
    answers: dict[str, Any]


class UploadIn(msgspec.Struct):
    """What the body says as a whole; each declaration is looked at by itself."""

    device_now: datetime
    declarations: list[msgspec.Raw]


class WrongOut(msgspec.Struct):
    """What is wrong with one question, in words."""

    question: str
    code: str
    says: str


class Result(msgspec.Struct, omit_defaults=True):
    """What became of one; ``where`` and ``what`` only where it could not be read."""

    id: str | None
    status: str
    code: str
    declaration: str = ""
    valid_until: datetime | None = None
    errors: list[WrongOut] = []
    where: str = ""
    what: str = ""


envelope = msgspec.json.Decoder(UploadIn)
one_declaration = msgspec.json.Decoder(DeclarationIn)
encode = msgspec.json.Encoder().encode


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Up to 1,000 declarations; answers item by item, in the order in which they came."""
    actor = actor_of(request)
    actor.need_anywhere("declarations.send")
    upload = _upload(request)
    results: list[Result | None] = []
    told = []
    for position, raw in enumerate(upload.declarations):
        try:
            one = one_declaration.decode(raw)
        except (msgspec.ValidationError, msgspec.DecodeError) as wrong:
            results.append(_malformed(raw, position, str(wrong)))
        else:
            results.append(None)
            told.append(services.Told(one.id, one.form, one.person, _aware(one.at), one.answers))
    answers = iter(services.take(actor, told, _aware(upload.device_now), now=timezone.now()))
    whole = [result or _result(next(answers)) for result in results]
    return HttpResponse(encode({"results": whole}), content_type="application/json")


@require_GET
def forms(request: HttpRequest) -> HttpResponse:
    """The forms of today as they are kept: questions, conditions, choices and words."""
    actor_of(request).need_anywhere("declarations.send")
    known = queries.packs()
    told = [
        {
            "version": form.version,
            "digest": form.digest,
            "form": msgspec.Raw(known[form.digest].text.encode()),
        }
        for form in queries.served(timezone.localdate()).values()
    ]
    return HttpResponse(encode({"forms": told}), content_type="application/json")


def _upload(request: HttpRequest) -> UploadIn:
    """The body.  Raises :class:`UploadTooBig`, :class:`UploadUnreadable`."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise UploadTooBig(f"{MOST_BYTES} bytes")
    try:
        upload = envelope.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        what, where = _said(str(wrong), "$")
        raise UploadUnreadable(where, what) from None
    if len(upload.declarations) > MOST_DECLARATIONS:
        raise UploadTooBig(f"{MOST_DECLARATIONS} declarations")
    return upload


def _said(text: str, root: str) -> tuple[str, str]:
    """``Expected `int`, got `str` - at `$.at``` → what, and where."""
    what, _sep, path = text.partition(" - at `$")
    return what, f"{root}{path.removesuffix('`')}"


def _malformed(raw: msgspec.Raw, position: int, text: str) -> Result:
    what, where = _said(text, f"declarations[{position}]")
    told: Any = msgspec.json.decode(raw)
    name = told.get("id") if isinstance(told, dict) else None
    known = name if isinstance(name, str) else None
    return Result(known, "refused", "declaration.malformed", where=where, what=what)


def _result(answer: services.Answer) -> Result:
    wrong = [WrongOut(one.question, one.code, _says(answer, one.question, one.code)) for one in answer.wrong]
    key = str(answer.declaration_id) if answer.declaration_id else ""
    return Result(answer.client_id, answer.status, answer.code, key, answer.valid_until, wrong)


def _says(answer: services.Answer, name: str, code: str) -> str:
    """ "Which seat? Too long." """
    question = answer.form.question(name) if answer.form else None
    asked = in_words(question.label) if question else _("Question “%(name)s”:") % {"name": name}
    return f"{asked} {WRONG[code]}"


def _aware(at: datetime) -> datetime:
    """A time without offset is that of Viet Nam, as in files."""
    return at if at.tzinfo is not None else timezone.make_aware(at, timezone.get_default_timezone())
