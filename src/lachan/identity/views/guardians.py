"""Who speaks for a person: told and ended on the person's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lachan.core import messages as sentences
from lachan.core.errors import DomainError
from lachan.identity import queries, services
from lachan.identity.forms.intake import GuardianForm
from lachan.identity.public import Purpose
from lachan.identity.services import actor_of
from lachan.identity.services.guardians import GuardianTold, add_guardian, end_guardian


@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody of the actor's area speaks for this person from now on."""
    actor = actor_of(request)
    actor.need_anywhere("identity.record")
    person, form = queries.person(actor, code, Purpose.DESK), GuardianForm(request.POST)
    try:
        if form.is_valid():
            guardian = queries.person(actor, form.cleaned_data["guardian"], Purpose.DESK)
            services.note_view(actor, [guardian.id], Purpose.DESK)
            told = GuardianTold(guardian.id, form.cleaned_data["relation"], form.cleaned_data["basis"])
            add_guardian(actor, person, told)
            messages.success(request, _("%(name)s speaks for this person now.") % {"name": guardian.name})
        else:
            messages.error(request, _("Tell who it is, the relation, and what it rests on."))
    except DomainError as failed:
        messages.error(request, sentences.sentence(failed))
    return redirect("identity:person", code)


@require_POST
def end(request: HttpRequest, code: str, guardian_id: int) -> HttpResponse:
    """Somebody speaks for this person no more."""
    actor = actor_of(request)
    actor.need_anywhere("identity.record")
    end_guardian(actor, queries.person(actor, code, Purpose.DESK), guardian_id)
    messages.success(request, _("Ended. What was told before stays in the history."))
    return redirect("identity:person", code)
