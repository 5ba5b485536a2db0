"""The sampler's pages: plain forms that work on any phone; a scanner types into them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lachan.core import messages as sentences
from lachan.core import paging
from lachan.core.access import Actor
from lachan.core.errors import DomainError
from lachan.identity import public as identity
from lachan.identity.public import actor_of
from lachan.testing import queries, services
from lachan.testing.forms import LabelsForm, PackForm, SampleForm
from lachan.testing.views import shown
from lachan.ui.parts import Cell, Column
from lachan.ui.templatetags.ui import moment

REASONS = {"pool": _("Positive pool"), "rejected": _("The sample was lost or spoilt")}


@require_http_methods(["GET", "POST"])
def sample(request: HttpRequest) -> HttpResponse:
    """One tube and its people; what is wrong is told at once, what is stored clears the form."""
    actor = actor_of(request)
    actor.need_anywhere("testing.sample")
    offered = [(one.code, one.name) for one in queries.campaigns(actor)]
    form = SampleForm(request.POST if request.method == "POST" else None, campaigns=offered)
    told = services.take_samples(actor, [form.as_taken()]) if form.is_valid() else []
    campaign = request.POST.get("campaign", "")
    if told and told[0].status != "refused":
        form = SampleForm(initial={"campaign": campaign}, campaigns=offered)
    return _page(request, actor, "testing/sample.html", form, told)


@require_http_methods(["GET", "POST"])
def pack(request: HttpRequest) -> HttpResponse:
    """Tubes go into a box."""
    actor = actor_of(request)
    actor.need_anywhere("testing.sample")
    form: PackForm = PackForm(request.POST if request.method == "POST" else None)
    told: list[services.Told] = []
    if form.is_valid():
        try:
            told = services.pack(actor, form.cleaned_data["box"], form.cleaned_data["tubes"])
        except DomainError as error:
            form.add_error(None, sentences.sentence(error))
        else:
            form = PackForm()
    return _page(request, actor, "testing/pack.html", form, told)


@require_GET
def recalls(request: HttpRequest) -> HttpResponse:
    """People who are to be sampled alone, the most urgent first."""
    actor = actor_of(request)
    actor.need_anywhere("testing.sample")
    page, more = queries.recall_page(actor, after=paging.read(request.GET.get("after", "")))
    identity.note_listed(actor, [line.who.id for line in page], identity.Purpose.SAMPLING)
    names = (_("Person"), _("Name"), _("Why"), _("Until"))
    rows = [
        [
            Cell(line.who.code),
            Cell(line.who.name),
            Cell(str(REASONS.get(line.order.reason, line.order.reason))),
            Cell(moment(line.order.due_at)),
        ]
        for line in page
    ]
    last = f"?after={paging.write(page[-1].order.due_at, page[-1].order.id)}" if more else ""
    context = {"columns": [Column(name) for name in names], "rows": rows, "more": last}
    return render(request, "testing/recalls.html", context | {"tabs": shown.tabs(request, actor)})


@require_http_methods(["GET", "POST"])
def labels(request: HttpRequest) -> HttpResponse:
    """Sheets of labels whose numbers nobody has printed before."""
    actor = actor_of(request)
    actor.need_anywhere("testing.sample")
    form = LabelsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        body = services.print_labels(actor, data["sheets"], data["symbol"], now=timezone.now())
        pdf = HttpResponse(body, content_type="application/pdf")
        pdf["Content-Disposition"] = 'attachment; filename="nhan-ong-mau.pdf"'
        return pdf
    context = {"form": form, "tabs": shown.tabs(request, actor)}
    return render(request, "testing/labels.html", context, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, actor: Actor, template: str, form: Any, told: list[services.Told]
) -> HttpResponse:
    is_refused = any(one.status == "refused" for one in told)
    context = {"form": form, "tabs": shown.tabs(request, actor)} | shown.told_table(told)
    return render(request, template, context, status=422 if form.errors or is_refused else 200)
