"""The desk at the gate of a hospital: who came, with what, and who waits for a result."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.core import messages as sentences
from lachan.core import paging
from lachan.core.errors import DomainError
from lachan.identity import public as identity
from lachan.identity.public import actor_of
from lachan.testing import queries, services
from lachan.testing.forms import SYMPTOMS, ArrivalForm
from lachan.testing.views import shown
from lachan.ui.parts import Cell, Column
from lachan.ui.templatetags.ui import moment


@require_http_methods(["GET", "POST"])
def gate(request: HttpRequest) -> HttpResponse:
    """Somebody arrives; below the form: who waits."""
    actor = actor_of(request)
    actor.need_anywhere("testing.gate")
    form = ArrivalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        identity.count_lookup(actor, identity.Purpose.DESK)
        data = form.cleaned_data
        try:
            arrival = services.arrive(actor, data["code"].strip(), data["symptoms"], now=timezone.now())
        except DomainError as error:
            form.add_error("code", sentences.sentence(error))
        else:
            return redirect("testing:arrival", arrival.id)
    context = {"form": form, "tabs": shown.tabs(request, actor)}
    return render(request, "testing/gate.html", context, status=422 if form.errors else 200)


@require_GET
def gate_queue(request: HttpRequest) -> HttpResponse:
    """Who waits for a result before admission, the first that came first."""
    actor = actor_of(request)
    page, more = queries.gate_queue(actor, after=paging.read(request.GET.get("after", "")))
    identity.note_listed(actor, [line.who.id for line in page], identity.Purpose.DESK)
    names = (_("Number"), _("Name"), _("Year of birth"), _("Arrived"), _("Sample"))
    rows = [
        [
            Cell(str(line.arrival.number), href=reverse("testing:arrival", args=[line.arrival.id])),
            Cell(line.who.name),
            Cell(str(line.who.birth_date.year) if line.who.birth_date else ""),
            Cell(moment(line.arrival.arrived_at)),
            Cell(_("Swab taken"), tone="info") if line.is_sampled else Cell(_("Not yet"), tone="warn"),
        ]
        for line in page
    ]
    last = f"?after={paging.write(page[-1].arrival.arrived_at, page[-1].arrival.id)}" if more else ""
    context = {"columns": [Column(name) for name in names], "rows": rows, "more": last}
    return render(request, "testing/gate_queue.html", context | {"tabs": shown.tabs(request, actor)})


@require_GET
def arrival(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """The number of one person, and which way to go."""
    actor = actor_of(request)
    line = queries.arrival(actor, arrival_id)
    identity.note_view(actor, [line.who.id], identity.Purpose.DESK, ref=str(arrival_id))
    symptoms = [SYMPTOMS.get(one, one) for one in line.arrival.symptoms]
    context = {"line": line, "symptoms": symptoms, "tabs": shown.tabs(request, actor)}
    return render(request, "testing/arrival.html", context)


@require_POST
def leave(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Somebody went away before the result."""
    services.leave(actor_of(request), arrival_id, now=timezone.now())
    messages.success(request, _("Taken out of the queue."))
    return redirect("testing:gate_queue")
