"""Pages of communes: which places are used, scans and visits that wait for a decision, bulk registration."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.areas import public as areas
from lachan.core.access import Actor
from lachan.core.errors import NotFound
from lachan.core.tables import Reject, UnreadableFile, read
from lachan.identity import public as identity
from lachan.places import queries, services
from lachan.places.forms import PLACE_COLUMNS, FileForm, place_columns
from lachan.places.views import words

COUNTS_KEPT = timedelta(days=400)  # of a day
SCAN = re.compile(r"([0-9]{1,18})_([0-4]?[0-9]{1,18})")  # device, number
AFTER = re.compile(r"([0-9.]*)_([0-9]{1,18})")  # path, place


@require_GET
def activity(request: HttpRequest) -> HttpResponse:
    """Active among registered, unit by unit, on one day."""
    actor = identity.actor_of(request)
    day = _day(request.GET.get("day", ""))
    found = queries.activity(actor, day)
    registered, active = sum(one.registered for one in found), sum(one.active for one in found)
    context = {
        "columns": words.activity_columns(),
        "rows": [words.activity_row(one) for one in found[:500]],
        "day": day,
        "earlier": f"?day={day - timedelta(days=1)}",
        "later": f"?day={day + timedelta(days=1)}" if day < timezone.localdate() else "",
        "registered": registered,
        "active": active,
        "share": f"{active / registered:.0%}" if registered else "–",
        "silent": sum(1 for one in found if one.registered and not one.active),
        "actor": actor,
    }
    return render(request, "places/activity.html", context)


@require_GET
def unused(request: HttpRequest) -> HttpResponse:
    """Places without a scan for a week: the inspectors' list."""
    actor = identity.actor_of(request)
    told = AFTER.fullmatch(request.GET.get("after", ""))
    after = (told[1], int(told[2])) if told else ("", 0)
    found, has_more = queries.unused(actor, timezone.now(), after=after)
    units = areas.units([one.area_id for one in found if one.area_id])
    last = found[-1] if has_more else None
    context = {
        "columns": words.unused_columns(),
        "rows": [words.unused_row(one, units) for one in found],
        "further": "?" + urlencode({"after": f"{last.area_path}_{last.id}"}) if last else "",
    }
    return render(request, "places/unused.html", context)


@require_GET
def doubtful(request: HttpRequest) -> HttpResponse:
    """Scans that wait for a look."""
    actor = identity.actor_of(request)
    found, has_more = queries.doubtful(actor, before=_last(request.GET.get("before", "")))
    identity.note_view(
        actor, [line.who.id for line in found if line.who], identity.Purpose.VISITS, ref="places.doubtful"
    )
    last = found[-1] if has_more else None
    context = {
        "doubts": [words.doubt(line, services.COUNTABLE) for line in found],
        "further": f"?{urlencode({'before': words.end_of_page(last)})}" if last else "",
    }
    return render(request, "places/doubtful.html", context)


@require_POST
def decide_scan(request: HttpRequest) -> HttpResponse:
    """Let it count, or not."""
    actor = identity.actor_of(request)
    actor.need_anywhere("places.review")
    told = SCAN.fullmatch(request.POST.get("scan", ""))
    if told is None:
        raise NotFound("scan")
    counts = request.POST.get("decision") == "counts"
    services.decide_scan(actor, int(told[1]), int(told[2]), counts=counts, now=timezone.now())
    messages.success(request, _("It counts as a visit now.") if counts else _("It does not count."))
    return redirect("places:doubtful")


@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """Visits that people say never were, and what owners told."""
    actor = identity.actor_of(request)
    found = queries.disputes(actor)
    identity.note_view(actor, [line.who.id for line in found], identity.Purpose.VISITS, ref="places.disputes")
    context = {
        "lines": [(line.dispute.id, *words.dispute_terms(line)) for line in found],
        "suspicions": queries.suspicions(actor),
    }
    return render(request, "places/disputes.html", context)


@require_POST
def decide_dispute(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """Agree, or let the visit stand."""
    actor = identity.actor_of(request)
    actor.need_anywhere("places.review")
    agrees = request.POST.get("decision") == "agree"
    services.decide_dispute(actor, dispute_id, agrees=agrees, now=timezone.now())
    messages.success(request, _("The visit counts no more.") if agrees else _("The visit stands."))
    return redirect("places:disputes")


@require_POST
def settle_suspicion(request: HttpRequest, suspicion_id: UUID) -> HttpResponse:
    """Looked after."""
    actor = identity.actor_of(request)
    actor.need_anywhere("places.review")
    services.close_suspicion(actor, suspicion_id, now=timezone.now())
    messages.success(request, _("Closed."))
    return redirect("places:disputes")


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Register many places by a file; the bad lines are told, the good ones are stored."""
    actor = identity.actor_of(request)
    actor.need_anywhere("places.load")
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        stored, rejects = _stored(actor, form.cleaned_data["file"])
        context |= {"stored": stored, "rejects": rejects[:200], "rejected": len(rejects), "is_done": True}
    return render(request, "places/upload.html", context, status=422 if form.errors else 200)


def _stored(actor: Actor, file: "UploadedFile[bytes]") -> tuple[int, list[Reject]]:
    """Chunk by chunk, as from the command line."""
    stored, rejects = 0, list[Reject]()
    with NamedTemporaryFile(suffix=".csv") as copy:
        for piece in file.chunks():
            copy.write(piece)
        copy.flush()
        try:
            for chunk in read(Path(copy.name), PLACE_COLUMNS):
                count, refused = services.load_places(actor, place_columns(chunk)) if chunk.lines else (0, [])
                stored += count
                rejects += [*chunk.rejects, *refused]
        except UnreadableFile as error:
            rejects.append(Reject(0, "", error.code, error.message, ""))
    return stored, sorted(rejects, key=lambda one: one.line)


def _day(text: str) -> date:
    """The day asked for, of those whose counts are kept; else yesterday: the last that is whole."""
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        asked = date.min
    return asked if timedelta(0) <= today - asked <= COUNTS_KEPT else today - timedelta(days=1)


def _last(text: str) -> tuple[datetime, int, int] | None:
    """Where the page before ended."""
    moment, _sep, scan = text.partition("_")
    told = SCAN.fullmatch(scan)
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, int(told[1]), int(told[2])) if told and at.tzinfo else None
