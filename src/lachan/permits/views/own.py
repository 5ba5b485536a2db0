"""Pages of citizens: their permits, asking for one question by question, a permit with its code."""

from base64 import b64encode
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.accounts import public as accounts
from lachan.areas import public as areas
from lachan.core import messages as sentences
from lachan.core import paper
from lachan.core.errors import DomainError
from lachan.identity import public as identity
from lachan.kernel import permits, serial
from lachan.permits import queries, services
from lachan.permits.errors import CannotBeGiven, PermitUnknown
from lachan.permits.forms import JourneyForm, PlateForm, Question, day_of
from lachan.permits.queries.holding import offered
from lachan.permits.views import words

SIGN_IN = "accounts:sign_in"
STEPS = ("who", "template", "reason", "begins", "days", "journey", "plate", "check")
DRAFT = "permit"


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Permits of everybody the account acts for, what waits, what was refused."""
    account = accounts.account_of(request.user)
    names = _names(account)
    told, given = queries.own_papers(list(names), timezone.now())
    context = {
        "permits": [words.permit_card(line, names) for line in given],
        "applications": [words.application_card(line, names) for line in told],
        "has_people": bool(names),
    }
    return render(request, "permits/mine.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, step: str) -> HttpResponse:
    """One question; the last page shows all answers before anything is sent."""
    account = accounts.account_of(request.user)
    people = accounts.cares(account)
    if step not in STEPS:
        raise Http404
    draft: dict[str, str] = request.session.get(DRAFT, {}) if step != "who" else {}
    if not people or any(earlier not in draft for earlier in STEPS[: STEPS.index(step)]):
        return redirect("permits:mine") if not people else redirect("permits:ask", _first_open(draft))
    if step == "check":
        return _check(request, account, draft)
    form = _form(step, request.POST if request.method == "POST" else None, draft, people)
    if form.is_valid():
        request.session[DRAFT] = {**draft, step: form.cleaned_data["answer"]}
        return redirect("permits:ask", STEPS[STEPS.index(step) + 1])
    number = STEPS.index(step)
    context = {
        "form": form,
        "field": form["answer"],
        "back": STEPS[number - 1] if number else "",
        "number": number + 1,
        "total": len(STEPS) - 1,
        "note": _note(step, draft),
    }
    return render(request, "permits/ask.html", context, status=422 if form.errors else 200)


def _first_open(draft: dict[str, str]) -> str:
    return next(step for step in STEPS if step not in draft)


def _check(request: HttpRequest, account: Any, draft: dict[str, str]) -> HttpResponse:
    line = next((one for one in accounts.cares(account) if str(one.care.id) == draft["who"]), None)
    template, begins = offered(timezone.now()).get(draft["template"]), day_of(draft["begins"])
    if line is None or template is None or begins is None:
        return redirect("permits:ask", "who")
    error = ""
    if request.method == "POST":
        wish = services.Wish(
            template.template, draft["reason"], begins, int(draft["days"]), draft["journey"], draft["plate"]
        )
        try:
            services.apply(accounts.citizen(account), line.who, wish, now=timezone.now())
        except CannotBeGiven as refusal:
            error = str(words.FAULTS[permits.Fault(refusal.fault)])
        except DomainError as refusal:
            error = sentences.sentence(refusal)
        else:
            del request.session[DRAFT]
            messages.success(request, _("Sent. When it is decided, the answer stands here."))
            return redirect("permits:mine")
    context = {"rows": _answers(draft, line.who.name, template, begins), "error": error}
    return render(request, "permits/check.html", context, status=422 if error else 200)


def _answers(draft: dict[str, str], name: str, template: permits.Template, begins: date) -> list[Any]:
    told = {
        "who": (_("For whom"), name),
        "template": (_("Permit"), words.said(template.title)),
        "reason": (_("Reason"), words.reason_of(template, draft["reason"])),
        "begins": (_("From"), dict(words.begin_choices(begins))[begins.isoformat()].split(", ")[-1]),
        "days": (_("How long"), dict(words.length_choices(template)).get(draft["days"], draft["days"])),
        "journey": (_("From where to where"), draft["journey"]),
        "plate": (_("Number plate"), draft["plate"] or _("none")),
    }
    return [{"step": step, "label": label, "text": text} for step, (label, text) in told.items()]


def _form(step: str, data: Any, draft: dict[str, str], people: list[Any]) -> forms.Form:
    if step in ("journey", "plate"):
        kind: type[forms.Form] = JourneyForm if step == "journey" else PlateForm
        return kind(data, initial={"answer": draft.get(step, "")})
    known = offered(timezone.now())
    template = known.get(draft.get("template", ""))
    asked: dict[str, tuple[str, list[Any]]] = {
        "who": (_("Who needs the permit?"), [(str(one.care.id), one.who.name) for one in people]),
        "template": (
            _("What for?"),
            [
                (name, words.said(one.title).partition(": ")[2].capitalize() or words.said(one.title))
                for name, one in known.items()
                if "person" in one.applicants
            ],
        ),
        "reason": (
            _("Why exactly?"),
            [(name, words.said(told)) for name, told in template.reasons.items()] if template else [],
        ),
        "begins": (_("From which day?"), words.begin_choices(timezone.localdate())),
        "days": (_("For how many days?"), words.length_choices(template) if template else []),
    }
    label, choices = asked[step]
    return Question(data, label=label, choices=choices, initial={"answer": draft.get(step, "")})


def _note(step: str, draft: dict[str, str]) -> str:
    """What the rules of the permit say to a question."""
    template = offered(timezone.now()).get(draft.get("template", ""))
    if template is None or step not in ("begins", "days"):
        return ""
    return _("It holds each day: %(hours)s.") % {"hours": words.hours_of(template.hours)}


@require_GET
def own(request: HttpRequest, number: str) -> HttpResponse:
    """A permit with its code."""
    account = accounts.account_of(request.user)
    names = _names(account)
    line = queries.own_permit(list(names), number_of(number), timezone.now())
    badge, tone = words.ANSWERS[line.answer]
    picture = b64encode(paper.qr_png(services.code_of(line.permit), "M")).decode()
    context = {
        "line": line,
        "name": names[line.permit.person_id],
        "title": words.said(line.template.title),
        "badge": badge,
        "tone": tone,
        "qr": f"data:image/png;base64,{picture}",
        "terms": words.permit_terms(line.permit, line.template, where_of(line.permit.where_id)),
        "print_url": reverse("permits:print", args=[number]),
    }
    return render(request, "permits/own.html", context)


@require_GET
def print_own(request: HttpRequest, number: str) -> HttpResponse:
    """The permit on paper."""
    account = accounts.account_of(request.user)
    whose = _people(account)
    line = queries.own_permit(list(whose), number_of(number), timezone.now())
    return as_pdf(services.permit_sheets([services.Sheet(line.permit, whose[line.permit.person_id])]), number)


@require_POST
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Ask no more for what waits."""
    account = accounts.account_of(request.user)
    services.withdraw(accounts.citizen(account), application_id, list(_names(account)), now=timezone.now())
    messages.success(request, _("Withdrawn."))
    return redirect("permits:mine")


def as_pdf(pdf: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="giay-di-duong-{name}.pdf"'
    return answer


def number_of(text: str) -> int:
    """The number of a permit in an address.  Raises :class:`PermitUnknown`."""
    number = serial.card_number(text)
    if number is None:
        raise PermitUnknown(text)
    return number


def where_of(unit_id: int) -> str:
    """The unit in which a permit holds, by name."""
    if not unit_id:
        return _("the whole country")
    unit = areas.units([unit_id]).get(unit_id)
    return unit.name if unit else _("a unit that is no more")


def _people(account: Any) -> dict[int, identity.Who]:
    """Whom the account acts for, under every record they are known by."""
    lines = accounts.cares(account)
    same = identity.same_people([line.who.id for line in lines])
    return {alias: line.who for line in lines for alias in same.get(line.who.id, [line.who.id])}


def _names(account: Any) -> dict[int, str]:
    return {person: who.name for person, who in _people(account).items()}


for page in (mine, ask, own, print_own, withdraw):
    setattr(page, "login_url", SIGN_IN)  # noqa: B010 - read by Django's LoginRequiredMiddleware
