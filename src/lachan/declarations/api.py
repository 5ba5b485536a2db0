"""The door for partners and kiosks (ADR 0025)."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from msgspec import Meta

from lachan.core.doors import Door, answered, aware, body_of, encode
from lachan.declarations import queries, services
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


MALFORMED = "declaration.malformed"
DECLARATIONS = Door(
    DeclarationIn, "declarations", ("id", str), most=MOST_DECLARATIONS, head=[("device_now", datetime)]
)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Up to 1,000 declarations; answers item by item, in the order in which they came."""
    actor = actor_of(request)
    actor.need_anywhere("declarations.send")
    batch = DECLARATIONS.read(body_of(request, MOST_BYTES))
    told = [services.Told(one.id, one.form, one.person, aware(one.at), one.answers) for one in batch.items]
    answers = services.take(actor, told, aware(batch.head.device_now), now=timezone.now())
    results = [_result(answer) for answer in answers]
    for one in batch.unread:  # by position: each one finds those before it in place
        results.insert(one.position, Result(one.name, "refused", MALFORMED, where=one.where, what=one.what))
    return answered(results)


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


def _result(answer: services.Answer) -> Result:
    wrong = [WrongOut(one.question, one.code, _says(answer, one.question, one.code)) for one in answer.wrong]
    key = str(answer.declaration_id) if answer.declaration_id else ""
    return Result(answer.client_id, answer.status, answer.code, key, answer.valid_until, wrong)


def _says(answer: services.Answer, name: str, code: str) -> str:
    """ "Which seat? Too long." """
    question = answer.form.question(name) if answer.form else None
    asked = in_words(question.label) if question else _("Question “%(name)s”:") % {"name": name}
    return f"{asked} {WRONG[code]}"
