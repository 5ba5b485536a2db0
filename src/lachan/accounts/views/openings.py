"""Break-glass: ask for one record, see it for an hour, and the list of the data protection officer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lachan.accounts import queries, services
from lachan.accounts.forms import OpeningForm
from lachan.accounts.views import shown
from lachan.core import messages as sentences
from lachan.core import paging
from lachan.core.errors import DomainError
from lachan.identity.public import PersonUnknown, actor_of, alarms
from lachan.ui.parts import Term
from lachan.ui.templatetags.ui import day


@require_http_methods(["GET", "POST"])
def open_record(request: HttpRequest) -> HttpResponse:
    """Say which record, for which case, and why."""
    actor = actor_of(request)
    actor.need_anywhere("accounts.break_glass")
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            opening = services.open_record(
                actor, data["person"], data["case_ref"], data["reason"], now=timezone.now()
            )
        except DomainError as error:
            field = "person" if isinstance(error, PersonUnknown) else None
            form.add_error(field, sentences.sentence(error))
        else:
            return redirect("accounts:opened", opening.id)
    return render(request, "accounts/open.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def opened(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """The record, for the hour; each look is written down."""
    actor, now = actor_of(request), timezone.now()
    line = queries.opened(actor, opening_id, now=now)
    services.note_opened(actor, line.opening, now=now)
    who = line.who
    terms = [
        Term(_("Born"), day(who.birth_date) if who.birth_date else _("unknown")),
        Term(_("Phone"), who.phone or _("none"), who.tel),
        Term(_("Case"), line.opening.case_ref),
        Term(_("Reason"), line.opening.reason),
    ]
    return render(request, "accounts/opened.html", {"line": line, "who": who, "terms": terms})


@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """Every record of the officer's units that was opened in need, and who of the staff looked too often."""
    actor = actor_of(request)
    page, has_more = queries.openings(actor, before=paging.read(request.GET.get("before", "")))
    last = page[-1].opening if has_more else None
    context = {
        "alarm_columns": shown.alarm_columns(),
        "alarms": [shown.alarm_cells(one) for one in alarms(actor)],
        "columns": shown.opening_columns(),
        "rows": [shown.opening_cells(line) for line in page],
        "older": f"?before={paging.write(last.opened_at, last.id)}" if last else "",
    }
    return render(request, "accounts/openings.html", context)
