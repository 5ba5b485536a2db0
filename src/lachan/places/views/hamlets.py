"""The hamlets of a commune: added, renamed and ended by its own people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lachan.areas import public as areas
from lachan.core import messages as sentences
from lachan.core.access import Actor
from lachan.core.errors import DomainError, NotFound
from lachan.identity import public as identity
from lachan.places.forms import HamletForm

COMMUNES = ("commune", "ward")


@require_http_methods(["GET", "POST"])
def hamlets(request: HttpRequest) -> HttpResponse:
    """The hamlets of one's commune, or of the one that was chosen; a new one by its name."""
    actor = identity.actor_of(request)
    actor.need_anywhere("areas.hamlets")
    commune, typed = _commune(actor, request.GET.get("commune", "")), request.GET.get("q", "").strip()
    form = HamletForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if commune and request.method == "POST" and form.is_valid():
        try:
            areas.add_hamlet(actor, commune.id, form.cleaned_data["name"])
        except DomainError as failed:
            form.add_error("name", sentences.sentence(failed))
        else:
            messages.success(request, _("{name} was added.").format(name=form.cleaned_data["name"]))
            return redirect(f"{reverse('places:hamlets')}?commune={commune.id}")
    found = [] if request.GET.get("commune") else areas.search(typed, on=timezone.localdate(), limit=20)
    context = {
        "commune": commune,
        "typed": typed,
        "found": [hit for hit in found if hit.level in COMMUNES and actor.may("areas.hamlets", hit.path)],
        "form": form,
        "hamlets": [
            (one, HamletForm(initial={"name": one.name}, prefix=str(one.id))) for one in _known(commune)
        ],
        "can_assign": "areas.assign" in actor.rights,
        "can_choose": actor.area_id is None or commune is None or commune.id != actor.area_id,
    }
    return render(request, "places/hamlets.html", context, status=422 if form.errors else 200)


@require_POST
def rename(request: HttpRequest, hamlet_id: int) -> HttpResponse:
    """Another name from today on."""
    actor = identity.actor_of(request)
    actor.need_anywhere("areas.hamlets")
    form = HamletForm(request.POST, prefix=str(hamlet_id))
    if not form.is_valid():
        messages.error(request, _("A name is needed."))
    else:
        try:
            areas.rename_hamlet(actor, hamlet_id, form.cleaned_data["name"])
        except DomainError as failed:
            messages.error(request, sentences.sentence(failed))
        else:
            messages.success(request, _("Renamed from today on. The old name stays known."))
    return _back(request)


@require_POST
def end(request: HttpRequest, hamlet_id: int) -> HttpResponse:
    """No more from today on; who lives there lives in the commune."""
    actor = identity.actor_of(request)
    actor.need_anywhere("areas.hamlets")
    try:
        areas.end_hamlet(actor, hamlet_id)
    except DomainError as failed:
        messages.error(request, sentences.sentence(failed))
    else:
        messages.success(request, _("Ended. Who lived there lives in the commune from today on."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    commune = request.POST.get("commune", "")
    return redirect(f"{reverse('places:hamlets')}?commune={commune if commune.isdecimal() else ''}")


def _known(commune: areas.Unit | None) -> list[areas.Unit]:
    return areas.hamlets(commune.id) if commune else []


def _commune(actor: Actor, told: str) -> areas.Unit | None:
    """The commune that was chosen, else the actor's own; None where they must choose one first.

    Raises :class:`NotFound`, :class:`NotAllowed`.
    """
    chosen = int(told) if told.isdecimal() and len(told) < 10 else None
    if chosen is None and actor.area_id is None:
        return None
    unit = areas.units([chosen or actor.area_id or 0]).get(chosen or actor.area_id or 0)
    if unit is None or not areas.stands(unit.id, timezone.localdate()):
        raise NotFound("unit")
    if chosen is None and unit.level not in COMMUNES:
        return None
    actor.need("areas.hamlets", unit.path)
    return unit
