"""The printing of cards."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from lachan.identity import queries, services
from lachan.identity.forms import HolderSearchForm, PickForm
from lachan.identity.public import Purpose
from lachan.identity.services import actor_of
from lachan.ui.parts import Cell, Column
from lachan.ui.templatetags.ui import day

COLUMNS = (_("Name"), _("Year of birth"), _("Lives in"), _("Code"), _("Printed card"))


@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """Find people of the own area, and choose whose cards are printed."""
    actor = actor_of(request)
    actor.need_anywhere("identity.cards")
    return _page(request, PickForm())


@require_POST
def print_cards(request: HttpRequest) -> HttpResponse:
    """A PDF of new cards for those who are ticked."""
    actor = actor_of(request)
    actor.need_anywhere("identity.cards")
    form = PickForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    picked, _unseen = queries.holders(actor, form.cleaned_data["pick"])
    services.note_view(actor, [holder.id for holder in picked], Purpose.DESK)
    issued = services.print_cards(
        actor, picked, now=timezone.now(), replace_old=form.cleaned_data["replace_old"]
    )
    pdf = HttpResponse(services.card_sheets(issued), content_type="application/pdf")
    pdf["Content-Disposition"] = f'attachment; filename="the-qr-{timezone.localtime():%Y%m%d-%H%M}.pdf"'
    return pdf


def _page(request: HttpRequest, pick: PickForm) -> HttpResponse:
    """The page with what was searched; 422 where nobody was ticked."""
    search = HolderSearchForm(request.GET if "q" in request.GET else None)
    typed = search.cleaned_data["q"] if search.is_valid() else ""
    actor = actor_of(request)
    if typed:
        services.count_lookup(actor, Purpose.DESK)
    found, has_more = queries.holders_like(actor, typed)
    services.note_view(actor, [holder.id for holder in found], Purpose.DESK)
    shown = {
        "search": search,
        "pick": pick,
        "typed": typed,
        "columns": [Column(str(name)) for name in COLUMNS],
        "rows": [_row(holder, is_picked="all" in request.GET) for holder in found],
        "has_more": has_more,
        "choose_all": f"{reverse('identity:cards')}?{urlencode({'q': typed, 'all': 1})}",
    }
    return render(request, "identity/cards.html", shown, status=422 if pick.errors else 200)


def _row(holder: queries.Holder, *, is_picked: bool) -> list[Cell]:
    return [
        Cell(holder.name, pick=holder.code, is_picked=is_picked),
        Cell(str(holder.birth_year or "")),
        Cell(holder.commune),
        Cell(holder.code),
        Cell(day(holder.printed_at) if holder.printed_at else gettext("none yet")),
    ]
