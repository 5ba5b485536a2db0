"""A citizen's pages: whom the account acts for, a record with those who looked at it, adding a person."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.accounts import queries, services
from lachan.accounts.forms import (
    BirthForm,
    DocumentForm,
    GuardianForm,
    NameForm,
    RelationForm,
    SexForm,
    UnitForm,
)
from lachan.accounts.rules import Relation
from lachan.accounts.views import shown
from lachan.areas import public as areas
from lachan.core import messages as sentences
from lachan.core.errors import DomainError
from lachan.identity import public as identity

STEPS = ("relation", "name", "birth", "sex", "document", "province", "commune", "check")
FORMS: dict[str, type[forms.Form]] = {
    "relation": RelationForm,
    "name": NameForm,
    "birth": BirthForm,
    "sex": SexForm,
    "document": DocumentForm,
}
DRAFT = "draft"
SIGN_IN = "accounts:sign_in"  # where these pages send whoever is not signed in


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Everybody the account acts for."""
    account = queries.account_of(request.user)
    lines = queries.cares(account)
    has_self = any(line.care.relation == Relation.SELF for line in lines)
    cards = [shown.card(line) for line in lines]
    context = {"account": account, "cards": cards, "has_self": has_self, "page_title": _("My records")}
    return render(request, "accounts/me.html", context)


@require_GET
def record(request: HttpRequest, care_id: UUID) -> HttpResponse:
    """One record, who acts for it, and who looked at it."""
    account = queries.account_of(request.user)
    page = queries.record(services.citizen(account), account, care_id)
    context = {
        "page": page,
        "who": page.line.who,
        "terms": shown.record_terms(page),
        "looks": [shown.look(look, page) for look in page.looks],
        "carers": [shown.carer(carer, page.may_end_others) for carer in page.carers],
        "guardians": [shown.guardian(one) for one in page.guardians],
        "guardian_form": GuardianForm(people=page.speakers) if page.speakers else None,
        "is_self": page.line.care.relation == Relation.SELF,
        "is_unproven": page.line.care.basis == "made" and page.line.care.relation == Relation.SELF,
    }
    return render(request, "accounts/record.html", context)


@require_POST
def guardians(request: HttpRequest, care_id: UUID) -> HttpResponse:
    """Somebody of this account speaks for the person from now on, or no more."""
    account = queries.account_of(request.user)
    actor, line = services.citizen(account), queries.care_line(account, care_id)
    if request.POST.get("end", "").isdecimal():
        identity.end_guardian(actor, line.who, int(request.POST["end"]))
        messages.success(request, _("Ended."))
        return redirect("accounts:record", care_id)
    lines = queries.cares(account)
    form = GuardianForm(request.POST, people=[(one.who.code, one.who.name) for one in lines])
    if form.is_valid():
        speaker = next(one.who for one in lines if one.who.code == form.cleaned_data["guardian"])
        told = identity.GuardianTold(speaker.id, form.cleaned_data["relation"], identity.GuardianBasis.FAMILY)
        try:
            identity.add_guardian(actor, line.who, told)
        except DomainError as refusal:
            messages.error(request, sentences.sentence(refusal))
    return redirect("accounts:record", care_id)


@require_POST
def end_care(request: HttpRequest, care_id: UUID) -> HttpResponse:
    """Stop acting for somebody, or stop another account from acting for oneself."""
    services.end_care(queries.account_of(request.user), care_id, now=timezone.now())
    messages.success(request, _("This account no longer sees the record."))
    return redirect("accounts:me")


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, step: str) -> HttpResponse:
    """One question of the record of a person; the last page shows all answers before anything is sent."""
    account = queries.account_of(request.user)
    if step not in (*STEPS, "self"):
        raise Http404
    if step == "self":
        request.session[DRAFT] = {"relation": Relation.SELF.value}
        return redirect("accounts:add", "name")
    draft: dict[str, str] = request.session.get(DRAFT, {})
    if step == "check":
        return _check(request, account, draft)
    if step != "relation" and "relation" not in draft:
        return redirect("accounts:me")
    form = _form(step, request.POST if request.method == "POST" else None, draft)
    if form.is_valid():
        answers = {name: _plain(value) for name, value in form.cleaned_data.items()}
        draft |= {step if name == "unit" else name: value for name, value in answers.items()}
        request.session[DRAFT] = draft
        return redirect("accounts:add", STEPS[STEPS.index(step) + 1])
    number = STEPS.index(step)
    context = {
        "form": form,
        "field": next(iter(form)),
        "back": STEPS[number - 1] if number and not _is_first(step, draft) else "",
        "number": number if draft.get("relation") == Relation.SELF else number + 1,
        "total": len(STEPS) - 1 if draft.get("relation") == Relation.SELF else len(STEPS),
    }
    return render(request, "accounts/add.html", context, status=422 if form.errors else 200)


def _check(request: HttpRequest, account: Any, draft: dict[str, str]) -> HttpResponse:
    """All answers on one page; sending makes the record."""
    if not {"relation", "name", "birth_date", "sex"} <= draft.keys():
        return redirect("accounts:me")
    error = ""
    if request.method == "POST":
        try:
            care = services.add_person(account, Relation(draft["relation"]), _told(draft), now=timezone.now())
        except DomainError as refusal:
            error = sentences.sentence(refusal)
        else:
            del request.session[DRAFT]
            messages.success(request, _("The record is here. It can be seen from now on."))
            return redirect("accounts:record", care.id)
    context = {"rows": shown.answers(draft, _unit(draft.get("commune", ""))), "error": error}
    return render(request, "accounts/check.html", context, status=422 if error else 200)


def _form(step: str, data: Any, draft: dict[str, str]) -> forms.Form:
    if step in FORMS:
        return FORMS[step](data, initial=shown.initial(draft))
    if step == "province":
        offered = areas.units_at(["province"])
        label = _("Province or city of residence")
    else:
        above = _unit(draft.get("province", ""))
        offered = [u for u in areas.units_at(["commune"]) if above is None or u.path.startswith(above.path)]
        label = _("Commune or ward of residence")
    choices = [(unit.code, unit.name) for unit in offered]
    return UnitForm(data, units=choices, label=label, initial={"unit": draft.get(step, "")})


def _unit(code: str) -> areas.Unit | None:
    return areas.units_by_code([code], timezone.localdate()).get(code) if code else None


def _told(draft: dict[str, str]) -> identity.PersonTold:
    return identity.PersonTold(
        name=draft["name"],
        birth_date=date.fromisoformat(draft["birth_date"]),
        sex=draft["sex"],
        national_id=draft.get("document", ""),
        home=_unit(draft.get("commune", "")),
    )


def _is_first(step: str, draft: dict[str, str]) -> bool:
    return step == "name" and draft.get("relation") == Relation.SELF


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


for page in (me, record, guardians, end_care, add):
    setattr(page, "login_url", SIGN_IN)  # noqa: B010 - read by Django's LoginRequiredMiddleware
