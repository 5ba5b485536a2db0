"""The commune's list of risky declarations, and one of them."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from lachan.core import paging
from lachan.core.access import Actor
from lachan.declarations import queries, services
from lachan.declarations.queries import View
from lachan.declarations.views import words
from lachan.identity import public as identity
from lachan.identity.public import actor_of
from lachan.ui.parts import WorkList, WorkView

POLL_SECONDS = 1  # a risky declaration is on the screen within two seconds


@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """Risky declarations of the actor's units, newest first; asked again and again by the page itself."""
    actor = actor_of(request)
    view = View(request.GET["view"]) if request.GET.get("view") in set(View) else View.OPEN
    work = _work_list(actor, view, paging.read(request.GET.get("before", "")))
    page = "ui/worklist_rows.html" if request.htmx else "declarations/alerts.html"  # type: ignore[attr-defined]
    return render(request, page, {"work": work})


def _work_list(actor: Actor, view: View, before: tuple[datetime, UUID] | None) -> WorkList:
    lines, has_more = queries.alert_page(actor, view, before=before)
    named = [line.who.id for line in lines if line.who]
    identity.note_listed(actor, named, identity.Purpose.TRACING_LIST)
    url = reverse("declarations:alerts")
    last = lines[-1].alert if lines else None
    return WorkList(
        id="alerts",
        title=str(words.VIEWS[view]),
        rows=[words.work_row(line, actor) for line in lines],
        count=len(lines),
        is_capped=has_more,
        as_of=timezone.now(),
        views=[
            WorkView(str(label), f"{url}?view={other}", is_current=other is view)
            for other, label in words.VIEWS.items()
        ],
        more_url=f"{url}?view={view}&before={paging.write(last.opened_at, last.id)}"
        if has_more and last
        else "",
        poll_url=f"{url}?view={view}" if before is None else "",
        poll_seconds=POLL_SECONDS,
    )


@require_GET
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One of them: why it is risky, what was told, whom to call.  In place, or on a page of its own."""
    return _alert(request, actor_of(request), alert_id)


@require_POST
def take(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Make it one's own."""
    actor = actor_of(request)
    services.take_alert(actor, alert_id)
    return _alert(request, actor, alert_id) if request.htmx else redirect("declarations:alert", alert_id)  # type: ignore[attr-defined]


@require_POST
def finish(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Say that it was looked after."""
    actor = actor_of(request)
    services.finish_alert(actor, alert_id)
    return _alert(request, actor, alert_id) if request.htmx else redirect("declarations:alert", alert_id)  # type: ignore[attr-defined]


def _alert(request: HttpRequest, actor: Actor, alert_id: UUID) -> HttpResponse:
    line = queries.alert(actor, alert_id)
    services.note_seen(actor, line.declaration.id, [line.who.id] if line.who else [])
    told = queries.answers_of(line.declaration)
    context = {
        "alert": line.alert,
        "who": line.who,
        "status": words.status(line, actor),
        "reasons": words.reasons(line.form, line.declaration.reasons),
        "terms": words.alert_terms(line, told),
        "answers": words.answer_terms(line.form, told),
    }
    page = "declarations/_alert.html" if request.htmx else "declarations/alert.html"  # type: ignore[attr-defined]
    return render(request, page, context)
