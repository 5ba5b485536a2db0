"""The picker's list.  Units are public knowledge; the log-in only keeps strangers from asking all day."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lachan.areas import queries
from lachan.ui.parts import Option

SHOWN = 10


@require_GET
def options(request: HttpRequest) -> HttpResponse:
    """The units that begin as typed in ``q``, of today or of the day ``on``."""
    try:
        on = date.fromisoformat(told) if (told := request.GET.get("on")) else timezone.localdate()
    except ValueError:
        return HttpResponseBadRequest("on: a day is written yyyy-mm-dd")
    found = queries.search(request.GET.get("q", ""), on=on, limit=SHOWN)
    shown = [Option(str(hit.id), hit.name, hit.where) for hit in found]
    return render(request, "ui/picker_options.html", {"options": shown})
