"""A citizen's tests: shown to whoever says when the person was born, so that a phone that lies about tells
nothing."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lachan.accounts import public as accounts
from lachan.areas import public as areas
from lachan.core import messages as sentences
from lachan.core.errors import DomainError
from lachan.identity import public as identity
from lachan.testing import queries, services
from lachan.testing.forms import BornForm
from lachan.testing.views.results import OUTCOMES
from lachan.ui.templatetags.ui import moment

SHOWN = "tests_shown"  # in the session: until when, by care
SHOWN_SECONDS = 15 * 60


@require_GET
def own_all(request: HttpRequest) -> HttpResponse:
    """The address that stands in texts: it tells of nobody, never ends, and asks who one is."""
    lines = accounts.cares(accounts.account_of(request.user))
    last = queries.last_news([line.who.id for line in lines])
    told = [(line.care.id, line.who.name, last.get(line.who.id)) for line in lines]
    told.sort(key=lambda one: one[2].timestamp() if one[2] else 0, reverse=True)
    return render(request, "testing/own_all.html", {"lines": told})


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, care_id: UUID) -> HttpResponse:
    """Results of somebody the account acts for, behind their day of birth."""
    who = accounts.care_line(accounts.account_of(request.user), care_id).who
    now = timezone.now()
    if who.birth_date is None or _is_shown(request, care_id, now):
        return render(request, "testing/own.html", _context(who, care_id))
    form = BornForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.count_guess(who.id)
        except DomainError as error:
            form.add_error(None, sentences.sentence(error))
        else:
            if form.cleaned_data["birth_date"] == who.birth_date:
                request.session[SHOWN] = {str(care_id): now.timestamp() + SHOWN_SECONDS}
                return redirect("testing:own", care_id)
            form.add_error("birth_date", _("That is not the day of birth of this record."))
    context = {"form": form, "who": who, "care_id": care_id}
    return render(request, "testing/own_ask.html", context, status=422 if form.errors else 200)


@require_GET
def own_paper(request: HttpRequest, care_id: UUID, result_id: UUID) -> HttpResponse:
    """The signed paper of one result, made anew each time it is asked for."""
    who = accounts.care_line(accounts.account_of(request.user), care_id).who
    now = timezone.now()
    if who.birth_date is not None and not _is_shown(request, care_id, now):
        return redirect("testing:own", care_id)
    result = queries.own_result(who.id, result_id)
    unit = areas.units([who.area_id]).get(who.area_id) if who.area_id else None
    told = services.Certified(who, unit.name if unit else "")
    pdf = HttpResponse(services.certificate_pdf(result, told, now=now), content_type="application/pdf")
    pdf["Content-Disposition"] = 'attachment; filename="ket-qua-xet-nghiem.pdf"'
    return pdf


def _is_shown(request: HttpRequest, care_id: UUID, now: datetime) -> bool:
    until = request.session.get(SHOWN, {}).get(str(care_id), 0)
    return bool(until > now.timestamp())


def _context(who: identity.Who, care_id: UUID) -> dict[str, object]:
    tests = queries.own_tests(who.id)
    lines = [
        {
            "id": result.id,
            "words": OUTCOMES[result.outcome][0],
            "tone": OUTCOMES[result.outcome][1],
            "test": result.test_type.upper(),
            "taken": moment(result.sampled_at),
            "released": moment(result.released_at),
            "has_paper": result.outcome != "indeterminate",
        }
        for result in tests.results
    ]
    return {"who": who, "care_id": care_id, "lines": lines, "tests": tests}


for page in (own_all, own, own_paper):
    setattr(page, "login_url", "accounts:sign_in")  # noqa: B010 - read by Django's LoginRequiredMiddleware
