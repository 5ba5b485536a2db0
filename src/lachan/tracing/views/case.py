"""Cases: the list, and the page of one with its stopwatch, timeline, contacts and places."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lachan.core import paging
from lachan.identity import public as identity
from lachan.identity.public import actor_of
from lachan.tracing import queries, services
from lachan.tracing.views import shown
from lachan.ui.parts import Cell, Column
from lachan.ui.templatetags.ui import moment


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Cases of the actor's area, newest first."""
    actor = actor_of(request)
    page, has_more = queries.cases(actor, before=paging.read(request.GET.get("before", "")))
    identity.note_listed(actor, [who.id for _case, who in page], identity.Purpose.TRACING_LIST)
    last = page[-1][0] if page else None
    rows = [
        [
            Cell(who.code, href=reverse("tracing:case", args=[case.id])),
            Cell(who.name),
            Cell(_("withdrawn"), tone="none") if case.withdrawn_at else Cell(_("open"), tone="bad"),
            Cell(moment(case.released_at)),
            Cell(moment(case.opened_at)),
        ]
        for case, who in page
    ]
    columns = [
        Column(_("Case")),
        Column(_("Name")),
        Column(_("State")),
        Column(_("Result released")),
        Column(_("Opened")),
    ]
    older = f"?before={paging.write(last.opened_at, last.id)}" if has_more and last else ""
    return render(request, "tracing/cases.html", {"columns": columns, "rows": rows, "older": older})


@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything about one case that this actor may see; the look itself is written down."""
    actor = actor_of(request)
    page = queries.case(actor, case_id)
    shown_people = [line.who.id for line in page.contacts] + ([page.person.id] if page.person else [])
    services.note_seen(actor, case_id, shown_people)
    page.case.refresh_from_db(fields=["seen_at"])
    context = {
        "page": page,
        "stopwatch": shown.stopwatch(page.case),
        "terms": shown.case_terms(page),
        "drawing": shown.drawing(page),
        "contacts": [shown.contact(line) for line in page.contacts],
        "points": [shown.point_cells(line) for line in page.points],
        "point_columns": shown.point_columns(),
        "tasks": [shown.task_cells(task, actor) for task in page.tasks],
        "task_columns": shown.task_columns(),
    }
    return render(request, "tracing/case.html", context)


@require_GET
def present(request: HttpRequest, case_id: UUID, place_id: int, starts_at: str) -> HttpResponse:
    """Who was at an exposure point: the list of those to inform."""
    actor = actor_of(request)
    try:
        at = datetime.fromisoformat(starts_at)
    except ValueError as error:
        raise Http404 from error
    line, people = queries.present_at(actor, case_id, place_id, at)
    services.note_seen(actor, case_id, [person.who.id for person in people])
    context = {
        "line": line,
        "case_id": case_id,
        "columns": shown.present_columns(),
        "rows": [shown.present_cells(person) for person in people],
    }
    return render(request, "tracing/present.html", context)
