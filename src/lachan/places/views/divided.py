"""Units that became several: what is left in them is placed in one of the successors, and taken back."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lachan.areas import public as areas
from lachan.core import messages as sentences
from lachan.core.access import Actor
from lachan.core.errors import DomainError
from lachan.identity import public as identity
from lachan.identity.public import Purpose
from lachan.places import queries, services
from lachan.places.forms import PlaceForm
from lachan.places.views import shown

PAGE = 50


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The divided units in which something waits."""
    found = queries.left_units(identity.actor_of(request))
    context = {"columns": shown.unit_columns(), "rows": [shown.unit_row(old) for old in found]}
    return render(request, "places/divided.html", context)


@require_GET
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One divided unit: its successors, what is left in it, and what was decided before."""
    return _page(request, unit_id, PlaceForm(successors=[]))


@require_POST
def place(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Place what was ticked; all of it only after a page that says what that means."""
    actor = identity.actor_of(request)
    old = queries.left_in(actor, unit_id)
    form = PlaceForm(request.POST, successors=[(one.unit.id, one.unit.name) for one in old.unit.successors])
    if not form.is_valid():
        return _page(request, unit_id, form)
    if form.is_all and not form.cleaned_data["sure"]:
        return render(request, "places/sure.html", shown.preview(old, form.cleaned_data["to"]))
    try:
        placed = services.place_left(actor, form.as_choice(old))
    except DomainError as failed:
        messages.error(request, sentences.sentence(failed))
    else:
        to = next(one.unit.name for one in old.unit.successors if one.unit.id == form.cleaned_data["to"])
        told = ngettext("{n} placed in {unit}.", "{n} placed in {unit}.", placed)
        messages.success(request, told.format(n=placed, unit=to))
    query = urlencode({"show": form.cleaned_data["what"], "to": form.cleaned_data["to"]})
    return redirect(f"{reverse('places:left', args=[unit_id])}?{query}")


@require_POST
def take_back(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Put back what a decision placed."""
    actor = identity.actor_of(request)
    actor.need_anywhere("areas.assign")
    try:
        unit_id, count = services.take_back(actor, decision_id)
    except DomainError as failed:
        messages.error(request, sentences.sentence(failed))
        return redirect("places:divided")
    told = ngettext("Taken back: {n} waits here again.", "Taken back: {n} wait here again.", count)
    messages.success(request, told.format(n=count))
    return redirect("places:left", unit_id)


def _page(request: HttpRequest, unit_id: int, form: PlaceForm) -> HttpResponse:
    actor = identity.actor_of(request)
    old = queries.left_in(actor, unit_id)
    what = request.GET.get("show") or request.POST.get("what") or shown.first_tab(old)
    after = request.GET.get("after", "")
    is_picked = "all" in request.GET
    columns, rows, last = _rows(actor, old, what, int(after) if after.isdecimal() and len(after) < 19 else 0)
    decisions = areas.decisions(actor, unit_id)
    chosen = request.POST.get("to") or request.GET.get("to") or ""
    context = {
        "old": old,
        "what": what,
        "tabs": shown.tabs(old, what),
        "columns": columns,
        "rows": [shown.picked(row) for row in rows] if is_picked else rows,
        "further": f"?{urlencode({'show': what, 'after': last})}" if last else "",
        "choose_all": f"?{urlencode({'show': what, 'after': after, 'to': chosen, 'all': 1})}",
        "successors": shown.successors(old, chosen),
        "main": next((one.unit for one in old.unit.successors if one.is_main), None),
        "errors": [error for field in form.errors.values() for error in field],
        "decisions": decisions,
        "undo": next((one.id for one in decisions if not one.taken_back_at), None),
    }
    return render(request, "places/left.html", context, status=422 if form.errors else 200)


def _rows(actor: Actor, old: queries.Old, what: str, after: int) -> shown.Listed:
    if what == "hamlets":
        return shown.hamlet_rows(old.hamlets)
    if what == "places":
        return shown.place_rows(queries.places_in(actor, old.unit.unit.id, after=after, limit=PAGE + 1), PAGE)
    people = identity.people_in(actor, old.unit.unit.id, Purpose.REGISTER_LIST, after=after, limit=PAGE + 1)
    identity.note_view(actor, [who.id for who in people[:PAGE]], Purpose.REGISTER_LIST)
    return shown.person_rows(people, PAGE)
