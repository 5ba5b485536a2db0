"""Pages of visitors: a place behind a scanned code, one tap to check in; one's own visits."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.accounts import public as accounts
from lachan.core.errors import NotAllowed, NotFound
from lachan.places import queries, services
from lachan.places.views import words

SIGN_IN = "accounts:sign_in"


@login_not_required
@require_http_methods(["GET", "POST"])
def behind(request: HttpRequest, code: str) -> HttpResponse:
    """The place of a poster.  A code that we did not sign shows a warning, and leads nowhere."""
    now = timezone.now()
    place = queries.place_behind(code, now)
    if place is None:
        return render(request, "places/forged.html", status=404)
    context = {"place": place, "kind": words.kind(place.kind)}
    try:
        account = accounts.account_of(request.user)
    except NotAllowed:
        request.session["back"] = request.path
        return render(request, "places/behind.html", context, status=403 if request.method == "POST" else 200)
    people = accounts.cares(account)
    context |= {"people": people, "is_single": len(people) == 1}
    if request.method == "GET":
        return render(request, "places/behind.html", context)
    chosen = [line for line in people if str(line.care.id) in request.POST.getlist("who")]
    if not chosen:
        context["trouble"] = _("Choose at least one person.")
        return render(request, "places/behind.html", context, status=422)
    is_out = request.POST.get("direction") == "out"
    answers = services.check_in(
        accounts.citizen(account), place.id, [line.who.id for line in chosen], is_out=is_out, now=now
    )
    told = [(chosen[answer.seq].who.name, words.outcome(answer, is_out=is_out)) for answer in answers]
    context |= {"told": told, "at": now, "is_out": is_out}
    return render(request, "places/checked_in.html", context)


@require_GET
def visits(request: HttpRequest, care_id: UUID) -> HttpResponse:
    """The visits of a person of the account, with the day on which the law has each deleted."""
    account = accounts.account_of(request.user)
    line = accounts.care_line(account, care_id)
    found = queries.own_visits(line.who.id, timezone.now())
    context = {
        "who": line.who,
        "care": line.care,
        "visits": [(visit, words.kind(visit.kind)) for visit in found],
    }
    return render(request, "places/visits.html", context)


@require_POST
def dispute(request: HttpRequest, care_id: UUID) -> HttpResponse:
    """ "This was not me": the commune decides; until then the visit stands."""
    account = accounts.account_of(request.user)
    line = accounts.care_line(account, care_id)
    place, _sep, moment = request.POST.get("visit", "").partition("_")
    try:
        entered_at = datetime.fromisoformat(moment)
    except ValueError:
        raise NotFound("visit") from None
    if not place.isdecimal() or len(place) > 18 or entered_at.tzinfo is None:
        raise NotFound("visit")
    services.dispute_visit(accounts.citizen(account), line.who.id, int(place), entered_at, now=timezone.now())
    messages.success(request, _("Told to the commune. The visit is marked until they decide."))
    return redirect("places:visits", care_id)


for page in (visits, dispute):
    setattr(page, "login_url", SIGN_IN)  # noqa: B010 - read by Django's LoginRequiredMiddleware
