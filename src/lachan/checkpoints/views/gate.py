"""The guard's page, and lists of who came."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.checkpoints import queries, services
from lachan.checkpoints.forms import DecideForm, ScanForm, uuid_of
from lachan.checkpoints.views import words
from lachan.core import messages as sentences
from lachan.core import paging
from lachan.core.access import Actor
from lachan.core.errors import DomainError
from lachan.identity import public as identity


@require_http_methods(["GET", "POST"])
def gate(request: HttpRequest, checkpoint_id: UUID, post_id: int) -> HttpResponse:
    """Plate once, then each person; the answer comes with the same page.  An empty scan: the next vehicle."""
    actor = identity.actor_of(request)
    at = queries.post_of(actor, checkpoint_id, post_id)
    form = ScanForm(request.POST if request.method == "POST" else None)
    vehicle = uuid_of(request.GET.get("vehicle", "")) or uuid4()
    plate = ""
    if form.is_valid():
        data = form.cleaned_data
        if not data["scan"].strip() and not data["plate"]:
            return redirect("checkpoints:gate", checkpoint_id, post_id)
        vehicle, plate = data["vehicle"], data["plate"]
        if data["scan"].strip():
            told = services.Scan(vehicle, plate, data["scan"])
            services.scan(actor, at, told, now=timezone.now())
        elif request.POST.get("was"):  # the plate stood there already: this was the line end for the next
            return redirect("checkpoints:gate", checkpoint_id, post_id)
    return _shown(request, actor, at, vehicle, plate)


def _shown(
    request: HttpRequest, actor: Actor, at: queries.GuardedPost, vehicle: UUID, plate: str
) -> HttpResponse:
    page = queries.vehicle_page(actor, at.checkpoint, vehicle)
    people = [words.shown(line) for line in page.lines]
    shift = queries.shift_at(at.checkpoint, timezone.now())
    known = page.passage.plate if page.passage else plate
    context = {
        "at": at,
        "shift": shift,
        "vehicle": vehicle,
        "plate": known,
        "last": people[0] if people else None,
        "others": people[1:],
        "has_begun": bool(known) or page.passage is not None,
        "next_url": reverse("checkpoints:gate", args=[at.checkpoint.id, at.post.id]),
    }
    return render(request, "checkpoints/gate.html", context)


@require_POST
def decide(request: HttpRequest, passenger_id: UUID) -> HttpResponse:
    """Let somebody pass, or turn them back."""
    actor = identity.actor_of(request)
    actor.need_anywhere("checkpoints.guard")
    form = DecideForm(request.POST)
    passes = request.POST.get("decision") == "pass"
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        done = services.decide(actor, passenger_id, passes=passes, note=note, now=timezone.now())
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, sentences.sentence(refusal))
        return redirect("checkpoints:list")
    post = form.cleaned_data.get("post") if form.is_valid() else None
    where = reverse("checkpoints:gate", args=[done.checkpoint_id, post or done.passage.post_id])
    return redirect(f"{where}?{urlencode({'vehicle': str(done.passage_id)})}")


@require_GET
def passages(request: HttpRequest, checkpoint_id: UUID) -> HttpResponse:
    """Who passed and who was turned back, by shift."""
    actor = identity.actor_of(request)
    line = queries.checkpoint_of(actor, checkpoint_id)
    shift, refused = uuid_of(request.GET.get("shift", "")), "refused" in request.GET
    before = paging.read(request.GET.get("before", ""))
    found, has_more = queries.passengers_of(
        actor, line.checkpoint, shift=shift, refused=refused, before=before
    )
    people = [one.who.id for one in found if one.who]
    identity.note_view(actor, people, identity.Purpose.CHECKPOINT, ref="checkpoints.passages")
    kept = {"shift": str(shift)} if shift else {}
    kept |= {"refused": "1"} if refused else {}
    last = found[-1].passenger if has_more else None
    further = {**kept, "before": f"{last.scanned_at.isoformat()}_{last.id}"} if last else {}
    context = {
        "line": line,
        "shifts": words.shift_lines(line),
        "shift": str(shift or ""),
        "refused": refused,
        "columns": words.passage_columns(),
        "rows": [words.passage_row(one) for one in found],
        "further": f"?{urlencode(further)}" if further else "",
        "none": _("Nobody was scanned here yet"),
    }
    return render(request, "checkpoints/passages.html", context)
