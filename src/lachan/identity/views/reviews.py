"""The queue of pairs: look at both, decide, take back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lachan.core import messages as sentences
from lachan.core.errors import DomainError
from lachan.identity import services
from lachan.identity.forms import DecisionForm
from lachan.identity.public import Purpose
from lachan.identity.queries.reviews import COUNTED, waiting
from lachan.identity.services import actor_of
from lachan.identity.views import shown


@require_http_methods(["GET"])
def review(request: HttpRequest, review_id: UUID | None = None) -> HttpResponse:
    """The pair to decide, side by side; the first that waits where none is named."""
    actor = actor_of(request)
    services.count_lookup(actor, Purpose.MATCHING)
    found = waiting(actor, review_id)
    if found:
        both = [found.pair.earlier.who.id, found.pair.later.who.id]
        services.note_view(actor, both, Purpose.MATCHING)
    context = {
        "found": found,
        "is_capped": found is not None and found.count == COUNTED,
        "columns": shown.pair_columns(found.pair) if found else [],
        "rows": shown.pair_rows(found.pair) if found else [],
    }
    return render(request, "identity/review.html", context)


@require_POST
def decide(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Same or different; then the next pair."""
    actor = actor_of(request)
    actor.need_anywhere("identity.merge")
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return redirect("identity:review", review_id)
    following = form.cleaned_data["next"]
    try:
        services.decide(actor, review_id, form.as_decision())
    except DomainError as failed:
        messages.error(request, sentences.sentence(failed))
    else:
        is_same = form.as_decision().value == "same"
        messages.success(request, _("Merged: one person.") if is_same else _("Kept apart: two people."))
    return redirect("identity:review", following) if following else redirect("identity:reviews")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one's last decision, and look at that pair again."""
    actor = actor_of(request)
    actor.need_anywhere("identity.merge")
    try:
        back = services.undo(actor)
    except DomainError as failed:
        messages.error(request, sentences.sentence(failed))
        return redirect("identity:reviews")
    messages.success(request, _("Taken back. This pair waits again."))
    return redirect("identity:review", back)
