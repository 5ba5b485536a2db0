"""Pages of the commune: what waits, what was given, organisations, forms on paper."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.core import messages as sentences
from lachan.core import paging
from lachan.core.access import Actor
from lachan.core.errors import DomainError, NotFound
from lachan.identity import public as identity
from lachan.kernel import permits, serial
from lachan.permits import queries, services
from lachan.permits.errors import CannotBeGiven
from lachan.permits.forms import DecideForm, EnterForm, PrintForm, QuotaForm, ReasonForm
from lachan.permits.queries.deciding import answer_of
from lachan.permits.queries.holding import offered
from lachan.permits.views import words
from lachan.permits.views.own import as_pdf, number_of, where_of

BEFORE = re.compile(r"(.+)_([0-9]{1,19})")


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Applications that wait, the oldest first; tick some and decide."""
    actor = identity.actor_of(request)
    return _waiting(request, actor, DecideForm(), 200)


def _waiting(request: HttpRequest, actor: Actor, form: DecideForm, status: int) -> HttpResponse:
    found, has_more = queries.waiting(actor, after=paging.read(request.GET.get("after", "")))
    identity.note_view(actor, [line.who.id for line in found], identity.Purpose.PERMIT, ref="permits.waiting")
    ticked = form.data.getlist("pick") if form.is_bound else []  # type: ignore[attr-defined]
    is_all = "all" in request.GET
    rows = [words.waiting_row(line, is_picked=is_all or str(line.application.id) in ticked) for line in found]
    last = found[-1].application if has_more and found else None
    context = {
        "columns": words.waiting_columns(),
        "rows": rows,
        "form": form,
        "errors": [*form.non_field_errors(), *form.errors.get("pick", [])] if form.is_bound else [],
        "further": f"?after={paging.write(last.applied_at, last.id)}" if last else "",
    }
    return render(request, "permits/waiting.html", context, status=status)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Approve or refuse what was ticked."""
    actor = identity.actor_of(request)
    actor.need_anywhere("permits.decide")
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _waiting(request, actor, form, 422)
    ids = [UUID(key) for key in form.cleaned_data["pick"] if re.fullmatch(r"[0-9a-f-]{36}", key)]
    approve = form.cleaned_data["action"] == "approve"
    done = services.decide(
        actor, ids, refusal=form.cleaned_data["refusal"], now=timezone.now(), approve=approve
    )
    n = len(done)
    told = (
        ngettext("%(n)d permit was given.", "%(n)d permits were given.", n)
        if approve
        else ngettext("%(n)d application was refused.", "%(n)d applications were refused.", n)
    )
    messages.success(request, told % {"n": n})
    return redirect("permits:waiting")


@require_GET
def issued(request: HttpRequest) -> HttpResponse:
    """Permits given here, the newest first."""
    actor = identity.actor_of(request)
    now = timezone.now()
    found, has_more = queries.issued(actor, now, before=_before(request.GET.get("before", "")))
    identity.note_view(actor, [page.who.id for page in found], identity.Purpose.PERMIT, ref="permits.issued")
    last = found[-1].permit if has_more and found else None
    context = {
        "columns": words.issued_columns(),
        "rows": [words.issued_row(page, answer_of(page, now)) for page in found],
        "further": f"?before={last.issued_at.isoformat()}_{last.number}".replace("+", "%2B") if last else "",
    }
    return render(request, "permits/issued.html", context)


@require_GET
def permit(request: HttpRequest, number: str) -> HttpResponse:
    """One permit: what it allows, what became of it; it may be taken back or printed."""
    actor = identity.actor_of(request)
    actor.need_anywhere("permits.decide")
    now = timezone.now()
    page = queries.permit_page(actor, number_of(number), now)
    identity.note_view(actor, [page.who.id], identity.Purpose.PERMIT, ref=number)
    answer = answer_of(page, now)
    badge, tone, why = words.state_of(page, answer)
    context = {
        "page": page,
        "title": words.said(page.template.title),
        "terms": words.permit_terms(page.permit, page.template, where_of(page.permit.where_id)),
        "badge": badge,
        "tone": tone,
        "why": why,
        "number": number,
        "form": ReasonForm(),
        "may_revoke": page.permit.revoked_at is None and page.permit.valid_until > now,
    }
    return render(request, "permits/permit.html", context)


@require_GET
def reprint(request: HttpRequest, number: str) -> HttpResponse:
    """The permit on paper, for who has no telephone."""
    actor = identity.actor_of(request)
    actor.need_anywhere("permits.decide")
    page = queries.permit_page(actor, number_of(number), timezone.now())
    identity.note_view(actor, [page.who.id], identity.Purpose.PERMIT, ref=number)
    return as_pdf(services.permit_sheets([services.Sheet(page.permit, page.who)]), number)


@require_POST
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back, with a reason."""
    actor = identity.actor_of(request)
    actor.need_anywhere("permits.decide")
    form = ReasonForm(request.POST)
    if form.is_valid():
        services.revoke(actor, number_of(number), form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("Taken back. Scanners learn it with their next list."))
    else:
        messages.error(request, _("Write why: the person reads it."))
    return redirect("permits:permit", number)


@require_http_methods(["GET", "POST"])
def quotas(request: HttpRequest) -> HttpResponse:
    """Organisations of the unit; for how many people each may ask."""
    actor = identity.actor_of(request)
    actor.need_anywhere("permits.decide")
    if request.method == "POST":
        form = QuotaForm(request.POST)
        try:
            key = UUID(request.POST.get("organisation", ""))
        except ValueError:
            raise NotFound("organisation") from None
        if form.is_valid():
            services.grant_quota(actor, key, form.cleaned_data["quota"], now=timezone.now())
            messages.success(request, _("Granted."))
        else:
            messages.error(request, _("A quota is a number of people, one at least."))
        return redirect("permits:quotas")
    found = [(one, words.quota_of(one)) for one in queries.listed_organisations(actor)]
    return render(request, "permits/quotas.html", {"found": found})


@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    """Forms filled in by hand are entered here."""
    actor = identity.actor_of(request)
    actor.need_anywhere("permits.decide")
    form = EnterForm(request.POST if request.method == "POST" else None, kinds=_kinds())
    if form.is_valid():
        identity.count_lookup(actor, identity.Purpose.PERMIT)
        try:
            _enter(request, actor, form)
        except CannotBeGiven as refusal:
            form.add_error("kind", str(words.FAULTS[permits.Fault(refusal.fault)]))
        except DomainError as refusal:
            form.add_error("serial", sentences.sentence(refusal))
        else:
            return redirect("permits:papers")
    context = {
        "form": form,
        "print": PrintForm(),
        "left": queries.papers_left(actor),
        "may_print": actor.area_id is not None,
    }
    return render(request, "permits/papers.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, actor: Actor, form: EnterForm) -> None:
    data, now = form.cleaned_data, timezone.now()
    [scanned] = identity.whose([data["person"].strip()], [now])
    whose = identity.people([scanned.person_id] if scanned.person_id else [], identity.Purpose.PERMIT)
    who = next((one for one in whose.values() if one.area_path.startswith(actor.area_path)), None)
    if who is None:
        raise identity.PersonUnknown(data["person"][:40])
    identity.note_view(actor, [who.id], identity.Purpose.PERMIT, ref="permits.papers")
    template, _sep, reason = data["kind"].partition(":")
    told = services.Entered(data["serial"], template, reason, data["begins"], data["days"])
    made = services.enter_paper(actor, who, told, now=now)
    if made is None:
        messages.error(request, sentences.SENTENCES["permits.paper_used"])
    else:
        messages.success(
            request,
            _("Entered. The permit has the number %(number)s.") % {"number": serial.card_text(made.number)},
        )


def _kinds() -> list[tuple[str, Any]]:
    return [
        (f"{name}:{reason}", f"{words.said(one.title)}: {words.said(told)}")
        for name, one in offered(timezone.now()).items()
        for reason, told in one.reasons.items()
    ]


@require_GET
def doubles(request: HttpRequest) -> HttpResponse:
    """Forms that were entered twice: somebody copied one, or mistyped its serial."""
    actor = identity.actor_of(request)
    found = queries.double_lines(actor)
    identity.note_view(actor, [line.who.id for line in found], identity.Purpose.PERMIT, ref="permits.doubles")
    lines = [(serial.card_text(one.double.paper_id), one.who, one.double.told_at) for one in found]
    return render(request, "permits/doubles.html", {"doubles": lines})


@require_POST
def print_papers(request: HttpRequest) -> HttpResponse:
    """Blank forms with serial numbers, for when the server is down."""
    actor = identity.actor_of(request)
    actor.need_anywhere("permits.decide")
    form = PrintForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Between 1 and 200 forms at a time."))
        return redirect("permits:papers")
    made = services.print_papers(actor, form.cleaned_data["count"], now=timezone.now())
    return as_pdf(services.paper_sheets(made), "viet-tay")


def _before(text: str) -> tuple[datetime, int] | None:
    """Where the page before ended."""
    told = BEFORE.fullmatch(text)
    try:
        at = datetime.fromisoformat(told[1]) if told else None
    except ValueError:
        return None
    return (at, int(told[2])) if at and told and at.tzinfo else None
