"""The laboratory's pages: what waits where, intake, plates, results by keyboard."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lachan.core import messages as sentences
from lachan.core.access import Actor
from lachan.core.errors import DomainError
from lachan.identity.public import actor_of
from lachan.testing import queries, services
from lachan.testing.forms import AnswerForm, IntakeForm, PlateForm
from lachan.testing.rules import Reason, Step
from lachan.testing.views import shown
from lachan.ui.parts import Cell, Column, WorkView
from lachan.ui.templatetags.ui import moment


@require_GET
def tubes(request: HttpRequest) -> HttpResponse:
    """Tubes in one step, the last that came there first."""
    actor = actor_of(request)
    actor.need_anywhere("testing.read")
    told = request.GET.get("step", "")
    step = Step(told) if told in set(Step) else Step.RECEIVED
    page, more = queries.tube_page(actor, step, before=queries.read_seen(request.GET.get("before", "")))
    names = (_("Tube"), _("People"), _("Sample taken"), _("Since"), _("Result"), _("Plate"))
    context = {
        "steps": [
            WorkView(str(words), f"?step={one}", is_current=one is step) for one, words in shown.STEPS.items()
        ],
        "columns": [Column(name, numeric=name == _("People")) for name in names],
        "rows": [_row(tube) for tube in page],
        "older": f"?step={step}&before={queries.write_seen(page[-1])}" if more else "",
        "tabs": shown.tabs(request, actor),
    }
    return render(request, "testing/tubes.html", context)


def _row(tube: Any) -> list[Cell]:
    found = shown.FOUND.get(tube.outcome)
    return [
        Cell(tube.code),
        Cell(str(tube.people)),
        Cell(moment(tube.taken_at)),
        Cell(moment(tube.since)),
        Cell(str(found[0]), tone=found[1]) if found else Cell(""),
        Cell(f"{tube.plate} {tube.well}".strip()),
    ]


@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """A box is opened, or tubes arrive without one."""
    actor = actor_of(request)
    actor.need_anywhere("testing.handle")
    form = IntakeForm(request.POST if request.method == "POST" else None)
    told: list[services.Told] = []
    gap: dict[str, list[str]] = {}
    if form.is_valid():
        try:
            told, gap = _take_in(actor, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, sentences.sentence(error))
        else:
            form = IntakeForm()
    return _page(request, actor, "testing/intake.html", {"form": form, "gap": gap}, told)


def _take_in(actor: Actor, data: dict[str, Any]) -> tuple[list[services.Told], dict[str, list[str]]]:
    refused = dict.fromkeys(data["rejected"], Reason(data["reason"] or Reason.LEAKED))
    if data["box"]:
        opened = services.unpack(actor, data["box"], data["tubes"], refused)
        return opened.tubes, {"missing": opened.missing, "surplus": opened.surplus}
    good = [code for code in data["tubes"] if code not in refused]
    return services.receive(actor, good) + services.reject(actor, refused), {}


@require_http_methods(["GET", "POST"])
def plate(request: HttpRequest) -> HttpResponse:
    """A plate of 96 wells, filled by scanning tube after tube."""
    actor = actor_of(request)
    actor.need_anywhere("testing.handle")
    form = PlateForm(request.POST if request.method == "POST" else None)
    told: list[services.Told] = []
    name = request.GET.get("plate", "")
    if form.is_valid():
        name = form.cleaned_data["plate"]
        try:
            told = services.fill_plate(actor, name, form.wells())
        except DomainError as error:
            form.add_error(None, sentences.sentence(error))
    wells = queries.plate_wells(actor, name) if name else {}
    drawn = [
        (row, [wells.get(f"{row}{column}") for column in range(1, 13)])
        for row in ("ABCDEFGH" if name else "")
    ]
    return _page(request, actor, "testing/plate.html", {"form": form, "name": name, "drawn": drawn}, told)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """What was found in one tube; the next is typed at once."""
    actor = actor_of(request)
    actor.need_anywhere("testing.release")
    form = AnswerForm(request.POST if request.method == "POST" else None)
    told = services.take_answers(actor, [form.as_measured()]) if form.is_valid() else []
    if told and told[0].status != "refused":
        form = AnswerForm(initial={"method": request.POST["method"]})
    return _page(request, actor, "testing/answer.html", {"form": form}, told)


def _page(
    request: HttpRequest, actor: Actor, template: str, given: dict[str, Any], told: list[services.Told]
) -> HttpResponse:
    is_refused = any(one.status == "refused" for one in told)
    context = given | shown.told_table(told) | {"tabs": shown.tabs(request, actor)}
    return render(request, template, context, status=422 if given["form"].errors or is_refused else 200)
