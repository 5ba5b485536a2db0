"""The commune's desk: papers of results for people who have no account."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lachan.core import messages as sentences
from lachan.core import paging
from lachan.core.errors import DomainError
from lachan.identity import public as identity
from lachan.identity.public import actor_of
from lachan.testing import queries, services
from lachan.testing.forms import BornForm
from lachan.testing.views import shown
from lachan.ui.parts import Cell, Column
from lachan.ui.templatetags.ui import moment


@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """Whose result waits on paper, the first told first; nothing of what it says."""
    actor = actor_of(request)
    code = request.GET.get("person", "").strip()[:64]
    page, more = queries.paper_page(actor, person=code, after=paging.read(request.GET.get("after", "")))
    identity.note_listed(actor, [line.who.id for line in page], identity.Purpose.DESK)
    names = (_("Person"), _("Name"), _("Year of birth"), _("Released"), _("Paper"))
    rows = [
        [
            Cell(line.who.code),
            Cell(line.who.name),
            Cell(str(line.who.birth_date.year) if line.who.birth_date else ""),
            Cell(moment(line.telling.told_at)),
            Cell(_("Hand out"), href=reverse("testing:hand_out", args=[line.telling.ref])),
        ]
        for line in page
    ]
    last = f"?after={paging.write(page[-1].telling.told_at, page[-1].telling.ref)}" if more else ""
    context = {"columns": [Column(name) for name in names], "rows": rows, "more": last, "person": code}
    return render(request, "testing/papers.html", context | {"tabs": shown.tabs(request, actor)})


@require_http_methods(["GET", "POST"])
def hand_out(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The paper, for whoever shows a card with the day of birth of the record."""
    actor = actor_of(request)
    line = queries.paper_line(actor, ref)
    form = BornForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            body = services.hand_out(actor, ref, form.cleaned_data["birth_date"], now=timezone.now())
        except DomainError as error:
            form.add_error("birth_date", sentences.sentence(error))
        else:
            pdf = HttpResponse(body, content_type="application/pdf")
            pdf["Content-Disposition"] = 'attachment; filename="ket-qua-xet-nghiem.pdf"'
            return pdf
    context = {"form": form, "line": line, "tabs": shown.tabs(request, actor)}
    return render(request, "testing/hand_out.html", context, status=422 if form.errors else 200)
