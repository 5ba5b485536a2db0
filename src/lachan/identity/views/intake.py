"""Somebody stands at the desk: their card is scanned, they are found or their record is made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lachan.areas import public as areas
from lachan.core.access import Actor
from lachan.identity import queries
from lachan.identity.forms.intake import NewPersonForm, ScanForm, scanned
from lachan.identity.queries.matching import Match
from lachan.identity.rules import Purpose
from lachan.identity.services import actor_of, count_lookup
from lachan.identity.services.intake import look_up, recognise, register
from lachan.identity.views import shown
from lachan.kernel.matching import Outcome

CAMERA = "camera=(self), microphone=(), geolocation=()"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The card, then the form it filled, then one of three outcomes."""
    actor = actor_of(request)
    actor.need_anywhere("identity.record")
    units = _units(actor)
    scan = ScanForm(request.POST if "scan" in request.POST else None)
    form = NewPersonForm(request.POST if "name" in request.POST else None, units=units)
    found, is_filled = None, False
    if scan.is_bound and scan.is_valid():
        form = NewPersonForm(initial=scanned(scan.cleaned_data["reading"], units), units=units)
        scan, is_filled = ScanForm(), True
    elif form.is_bound and form.is_valid():
        count_lookup(actor, Purpose.MATCHING)
        found = look_up(actor, form.question())
        if answer := _decided(request, actor, form, found):
            return answer
    pairs = [(c, shown.candidate_rows(form, c)) for c in found.candidates] if found else []
    context = {
        "scan": scan,
        "form": form,
        "is_filled": is_filled,
        "warnings": shown.told_warnings(form),
        "found": found,
        "pairs": pairs,
        "columns": shown.candidate_columns(),
        "is_elsewhere": found is not None and not pairs,
    }
    wrong = bool(scan.errors or (form.is_bound and form.errors))
    response = render(request, "identity/new.html", context, status=422 if wrong else 200)
    response.headers["Permissions-Policy"] = CAMERA  # this page alone may look through the camera
    return response


def _decided(request: HttpRequest, actor: Actor, form: NewPersonForm, found: Match) -> HttpResponse | None:
    """Where it is clear what this is, or somebody has decided it; None: the pair must be looked at."""
    decision = request.POST.get("decision", "")
    if decision == "new" or (not decision and found.outcome is Outcome.NEW):
        made = register(actor, form.shown(), found.candidates)
        messages.success(request, _("A new record was made."))
        return redirect("identity:person", made.code)
    is_same = not decision and found.outcome is Outcome.SAME and _agrees(found)
    code = found.candidates[0].who.code if is_same else decision.removeprefix("same:")
    if not code:
        return None
    who = queries.person(actor, code, Purpose.DESK)
    added = recognise(actor, who, form.shown())
    text = _("This person is registered already.")
    if added:
        more = ngettext("%(n)d number was added.", "%(n)d numbers were added.", added) % {"n": added}
        text = f"{text} {more}"
    messages.success(request, text)
    return redirect("identity:person", who.code)


def _agrees(found: Match) -> bool:
    """A card is read without slips: where its number differs by one digit too, somebody must look."""
    return bool(found.candidates) and found.candidates[0].compared.levels["number"] in {None, "same"}


def _units(actor: Actor) -> list[areas.Unit]:
    """Communes of the actor's area, in which somebody may live."""
    return [
        unit for unit in areas.units_at(["commune"])
        if unit.path.startswith(actor.area_path) or actor.area_path.startswith(unit.path)
    ]  # fmt: skip
