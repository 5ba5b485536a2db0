"""The manager's pages: campaigns and how far they are, alarms."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.areas import public as areas
from lachan.core import messages as sentences
from lachan.core import paging
from lachan.core.errors import DomainError
from lachan.core.protocols import protocol_on
from lachan.identity.public import actor_of
from lachan.testing import queries, services
from lachan.testing.forms import CampaignForm, CloseForm
from lachan.testing.rules import AlarmKind
from lachan.testing.views import shown
from lachan.ui.parts import Cell, Column
from lachan.ui.templatetags.ui import day, moment, thousands


@require_http_methods(["GET", "POST"])
def campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns of the area, and a form that plans one."""
    actor = actor_of(request)
    actor.need_anywhere("testing.campaigns")
    form = CampaignForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = form.cleaned_data["area"]
        unit = areas.units_by_code([code], timezone.localdate()).get(code)
        try:
            if unit is None:
                form.add_error("area", _("No unit has this code today."))
            else:
                services.plan_campaign(actor, unit, form.as_told())
                messages.success(request, _("The campaign is open for sampling."))
                return redirect("testing:campaign", form.cleaned_data["code"])
        except DomainError as error:
            form.add_error("code", sentences.sentence(error))
    rows = [
        [
            Cell(one.name, href=reverse("testing:campaign", args=[one.code])),
            Cell(one.code),
            Cell(day(one.starts_on)),
            Cell(day(one.ends_on)),
            Cell(thousands(one.target) if one.target else ""),
        ]
        for one in queries.campaigns(actor)
    ]
    names = (_("Campaign"), _("Code"), _("From"), _("Last day"), _("Target"))
    context = {"form": form, "columns": [Column(name) for name in names], "rows": rows}
    tabs = {"tabs": shown.tabs(request, actor)}
    return render(request, "testing/campaigns.html", context | tabs, status=422 if form.errors else 200)


@require_GET
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """How far each commune has come."""
    actor = actor_of(request)
    actor.need_anywhere("testing.campaigns")
    page = queries.campaign_page(actor, code, most=protocol_on(timezone.localdate()).most_people())
    names = (_("Unit"), _("People"), _("Tubes"), _("Answered"), _("Positive tubes"))
    rows = [
        [
            Cell(unit.unit),
            *(Cell(thousands(n)) for n in (unit.people, unit.tubes, unit.answered, unit.positive)),
        ]
        for unit in page.units
    ]
    context = {
        "page": page,
        "columns": [Column(name, numeric=name != names[0]) for name in names],
        "rows": rows,
        "saved": page.people - page.tubes,
        "saving": round(100 * page.advice.saving) if page.advice else 0,
    }
    return render(request, "testing/campaign.html", context | {"tabs": shown.tabs(request, actor)})


@require_GET
def alarms(request: HttpRequest) -> HttpResponse:
    """What calls for a human being, newest first."""
    actor = actor_of(request)
    actor.need_anywhere("testing.oversee")
    page, older = queries.alarm_page(actor, before=paging.read(request.GET.get("before", "")))
    lines = [(alarm, str(shown.ALARMS[AlarmKind(alarm.kind)])) for alarm in page]
    last = f"?before={paging.write(page[-1].at, page[-1].id)}" if older else ""
    context = {"lines": lines, "older": last, "form": CloseForm(), "tabs": shown.tabs(request, actor)}
    return render(request, "testing/alarms.html", context | {"moment": moment})


@require_POST
def close_alarm(request: HttpRequest, alarm_id: UUID) -> HttpResponse:
    """Somebody looked into it, and says what was found."""
    actor = actor_of(request)
    actor.need_anywhere("testing.oversee")
    form = CloseForm(request.POST)
    if form.is_valid():
        services.close_alarm(actor, alarm_id, form.cleaned_data["because"])
        messages.success(request, _("The alarm is closed."))
    else:
        messages.error(request, _("Say what was found."))
    return redirect("testing:alarms")
