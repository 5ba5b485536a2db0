"""Forms are filled one question a page: by citizens on their telephone, by staff for somebody at the desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lachan.accounts import public as accounts
from lachan.areas import public as areas
from lachan.declarations import queries, services
from lachan.declarations.forms import WRONG, AnswerForm, Offered, in_words
from lachan.declarations.views import words
from lachan.identity import public as identity
from lachan.kernel.declarations import Kind, Question, read

SIGN_IN = "accounts:sign_in"
CHECK = "check"
MOST_UNITS = 8


@dataclass(frozen=True, slots=True)
class Way:
    """Who fills what, in which frame, and where the pages lead."""

    begun: services.Begun
    frame: str
    back: str
    step: Callable[[str], str]  # the address of a step
    sent: Callable[[UUID], str]  # where it leads when it was sent
    people: Sequence[tuple[str, str]] = ()  # who may be named: code and name

    @property
    def asked(self) -> list[Question]:
        """What is asked so far; nobody is asked for companions who has none to name."""
        asked = self.begun.checked().asked
        return [one for one in asked if one.kind is not Kind.PEOPLE or self.people]


# --- citizens


@require_GET
def mine(request: HttpRequest, care_id: UUID) -> HttpResponse:
    """The forms of today, and what was declared for this person."""
    line = accounts.care_line(accounts.account_of(request.user), care_id)
    found = queries.own_declarations(line.who.id)
    context = {
        "who": line.who,
        "care": line.care,
        "forms": _offered(lambda name: reverse("declarations:ask", args=[care_id, name, "begin"])),
        "sent": [words.own_line(one, care_id) for one in found],
    }
    return render(request, "declarations/mine.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, care_id: UUID, form: str, step: str) -> HttpResponse:
    """One question of a form, for oneself or somebody of the family."""
    account = accounts.account_of(request.user)
    lines = accounts.cares(account)
    who = accounts.care_line(account, care_id).who
    family = [line.who for line in lines if line.who.id != who.id]
    served = queries.form_served(form, timezone.localdate())
    known = {one.code: one.id for one in family}
    begun = services.begin(accounts.citizen(account), "own", who, served, known)
    way = Way(
        begun,
        "accounts/citizen.html",
        reverse("declarations:mine", args=[care_id]),
        lambda name: reverse("declarations:ask", args=[care_id, form, name]),
        lambda key: reverse("declarations:sent", args=[care_id, key]),
        [(one.code, one.name) for one in family],
    )
    return _fill(request, way, step)


@require_GET
def sent(request: HttpRequest, care_id: UUID, declaration_id: UUID) -> HttpResponse:
    """What was sent, with its number, and what happens now."""
    account = accounts.account_of(request.user)
    line = accounts.care_line(account, care_id)
    found = queries.own_declaration(line.who.id, declaration_id)
    people = {one.who.code: one.who.name for one in accounts.cares(account)}
    context = {
        "who": line.who,
        "care": line.care,
        "title": in_words(found.form.title),
        "told": found.declaration,
        "number": words.number(found.declaration.id),
        "alert": found.alert,
        "unit": words.unit_of(found.declaration.area_path),
        "rows": words.answer_rows(found.form, queries.answers_of(found.declaration), people),
    }
    return render(request, "declarations/sent.html", context)


# --- staff, for somebody at the desk


@require_GET
def desk(request: HttpRequest, code: str) -> HttpResponse:
    """The forms of today for somebody who stands at the desk."""
    actor = identity.actor_of(request)
    actor.need_anywhere("declarations.record")
    who = identity.person(actor, code, identity.Purpose.DESK)
    identity.note_view(actor, [who.id], identity.Purpose.DESK)
    forms = _offered(lambda name: reverse("declarations:desk_ask", args=[code, name, "begin"]))
    return render(request, "declarations/desk.html", {"who": who, "forms": forms})


@require_http_methods(["GET", "POST"])
def desk_ask(request: HttpRequest, code: str, form: str, step: str) -> HttpResponse:
    """One question of a form, asked by the staff."""
    actor = identity.actor_of(request)
    actor.need_anywhere("declarations.record")
    who = identity.person(actor, code, identity.Purpose.DESK)
    identity.note_view(actor, [who.id], identity.Purpose.DESK)
    begun = services.begin(actor, "desk", who, queries.form_served(form, timezone.localdate()))
    back = reverse("declarations:desk", args=[code])
    way = Way(
        begun,
        "ui/base.html",
        back,
        lambda name: reverse("declarations:desk_ask", args=[code, form, name]),
        lambda _key: back,
    )
    return _fill(request, way, step)


# --- both


def _offered(address: Callable[[str], str]) -> list[dict[str, Any]]:
    return [
        {"title": in_words(form.title), "says": in_words(form.says), "url": address(name)}
        for name, form in queries.served(timezone.localdate()).items()
    ]


def _fill(request: HttpRequest, way: Way, step: str) -> HttpResponse:
    if step == CHECK:
        return _check(request, way)
    question = next((one for one in way.asked if one.name == step), None)
    if question is None:  # not asked, or no longer; "begin" where somebody comes from the list
        return redirect(way.step(_next(way)))
    form = AnswerForm(question, told=way.begun.answers.get(step), people=way.people)
    if request.method == "POST":
        form = AnswerForm(question, request.POST, people=way.people)
        units = _units(request.POST.get("answer", "")) if question.kind is Kind.UNIT else []
        if len(units) > 1:  # which of them?
            form = AnswerForm(question, people=way.people, units=units)
            return _question(request, way, question, form)
        answer, code = read(question, units[0][0] if units else _value(form), timezone.localdate())
        if question.kind is Kind.UNIT and not units and code != "missing":
            code = "not_a_unit"
        if not code and not form.errors:
            begun = services.answer(way.begun, step, answer)
            return redirect(way.step(_next(replace(way, begun=begun))))
        if not form.errors:
            form.add_error("answer", str(WRONG[code]))
    return _question(request, way, question, form)


def _value(form: AnswerForm) -> Any:
    return form.value() if form.is_valid() else None


def _next(way: Way) -> str:
    """The first question that was not answered yet, else the last page."""
    return next((one.name for one in way.asked if one.name not in way.begun.answers), CHECK)


def _units(text: str) -> Offered:
    """Communes by what was typed: one where it is sure, several to choose from, none."""
    today = timezone.localdate()
    if found := areas.units_by_code([text], today).get(text):
        return [(found.code, found.name)]
    hits = [hit for hit in areas.search(text, on=today, limit=40) if hit.level == "commune"][:MOST_UNITS]
    return [(hit.code, f"{hit.name}, {hit.where}" if hit.where else hit.name) for hit in hits]


def _question(request: HttpRequest, way: Way, question: Question, form: AnswerForm) -> HttpResponse:
    asked = way.asked
    number = asked.index(question)
    context = {
        "frame": way.frame,
        "who": way.begun.person,
        "title": in_words(way.begun.form.title),
        "form": form,
        "field": form["answer"],
        "number": number + 1,
        "total": len(asked),
        "back": way.step(asked[number - 1].name) if number else way.back,
        "leave": way.back,
        "again": way.step(question.name) if question.kind is Kind.UNIT and not form.is_bound else "",
    }
    return render(request, "declarations/ask.html", context, status=422 if form.errors else 200)


def _check(request: HttpRequest, way: Way) -> HttpResponse:
    """All answers on one page; sending makes the declaration."""
    if _next(way) != CHECK:
        return redirect(way.step(_next(way)))
    wrong = way.begun.checked().wrong
    names = [one.question for one in wrong if way.begun.form.question(one.question)]
    if names:  # it was right when it was answered: a day has passed since
        messages.error(request, str(WRONG[wrong[0].code]))
        return redirect(way.step(names[0]))
    if request.method == "POST":
        ready = services.send(way.begun, now=timezone.now())
        if ready is None:
            return redirect(way.back)
        messages.success(request, _("Sent. Number %(number)s.") % {"number": words.number(ready.id)})
        return redirect(way.sent(ready.id))
    form, answers = way.begun.form, way.begun.answers
    context = {
        "frame": way.frame,
        "who": way.begun.person,
        "title": in_words(form.title),
        "rows": [
            (row, way.step(row.step)) for row in words.answer_rows(form, answers, dict(way.people))
            if any(one.name == row.step for one in way.asked)
        ],
        "leave": way.back,
        "is_verified": form.is_verified,
        "version": form.version,
    }  # fmt: skip
    return render(request, "declarations/check.html", context)


for page in (mine, ask, sent):
    setattr(page, "login_url", SIGN_IN)  # noqa: B010 - read by Django's LoginRequiredMiddleware
