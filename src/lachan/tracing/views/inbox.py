"""The work list of a team, and one task of it."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lachan.core import paging
from lachan.core.access import Actor
from lachan.identity import public as identity
from lachan.identity.public import actor_of
from lachan.tracing import queries, services
from lachan.tracing.queries import COUNTED, View
from lachan.tracing.views import shown
from lachan.ui.parts import WorkList, WorkView

FIRST = (  # where who has this right begins
    ("tracing.read", "tracing:inbox"),
    ("testing.read", "testing:results"),
    ("testing.sample", "testing:sample"),
    ("accounts.assist", "accounts:desk"),
    ("accounts.oversee", "accounts:openings"),
    ("permits.decide", "permits:waiting"),
    ("identity.cards", "identity:cards"),
    ("checkpoints.guard", "checkpoints:list"),
)
POLL_SECONDS = 1  # a new task is on the screen within two seconds


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where each role begins."""
    rights = actor_of(request).rights
    return redirect(next((url for right, url in FIRST if right in rights), "mfa_index"))


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The tasks of the actor's units; asked again and again by the page itself."""
    actor = actor_of(request)
    view = View(request.GET["view"]) if request.GET.get("view") in set(View) else View.OPEN
    work = _work_list(actor, view, paging.read(request.GET.get("before", "")), whole=not request.htmx)  # type: ignore[attr-defined]
    page = "ui/worklist_rows.html" if request.htmx else "tracing/inbox.html"  # type: ignore[attr-defined]
    return render(request, page, {"work": work})


def _work_list(actor: Actor, view: View, before: tuple[datetime, UUID] | None, *, whole: bool) -> WorkList:
    lines, has_more = queries.task_page(actor, view, before=before)
    named = [line.case_person.id for line in lines if line.case_person]
    identity.note_listed(actor, named, identity.Purpose.TRACING_LIST)
    url = reverse("tracing:inbox")
    last = lines[-1].task if lines else None
    views = []
    if whole:
        for other in shown.VIEWS:
            count = queries.task_count(actor, other) if other is not View.DONE else None
            views.append(
                WorkView(
                    str(shown.VIEWS[other]),
                    f"{url}?view={other}",
                    count,
                    count == COUNTED,
                    is_current=other is view,
                )
            )
    return WorkList(
        id="tasks",
        title=str(shown.VIEWS[view]),
        rows=[shown.task_row(line, actor) for line in lines],
        count=next((v.count or len(lines) for v in views if v.is_current), len(lines)),
        is_capped=any(v.is_current and v.is_capped for v in views),
        as_of=timezone.now(),
        views=views,
        more_url=f"{url}?view={view}&before={paging.write(last.opened_at, last.id)}"
        if has_more and last
        else "",
        poll_url=f"{url}?view={view}" if before is None else "",
        poll_seconds=POLL_SECONDS,
    )


@require_GET
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One task with its people or places: in place, or on a page of its own."""
    return _task(request, actor_of(request), task_id)


@require_POST
def take(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Make a task one's own."""
    actor = actor_of(request)
    services.take_task(actor, task_id)
    return _task(request, actor, task_id) if request.htmx else redirect("tracing:task", task_id)  # type: ignore[attr-defined]


@require_POST
def finish(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Say that the work is done."""
    actor = actor_of(request)
    services.finish_task(actor, task_id)
    return _task(request, actor, task_id) if request.htmx else redirect("tracing:task", task_id)  # type: ignore[attr-defined]


def _task(request: HttpRequest, actor: Actor, task_id: UUID) -> HttpResponse:
    found, contacts, points = queries.task(actor, task_id)
    services.note_seen(actor, found.case_id, [line.who.id for line in contacts])
    context = {
        "task": found,
        "title": shown.task_title(found.kind, found.items),
        "status": shown.status(found, actor),
        "contacts": [shown.contact(line) for line in contacts],
        "points": [shown.point_cells(line) for line in points],
        "columns": shown.point_columns(),
        "empty": _("Nothing on this list any more"),
    }
    page = "tracing/_task.html" if request.htmx else "tracing/task.html"  # type: ignore[attr-defined]
    return render(request, page, context)
