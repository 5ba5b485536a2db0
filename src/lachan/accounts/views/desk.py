"""The desk of a health station: join an account with the record of somebody who stands there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lachan.accounts import services
from lachan.accounts.forms import DeskForm
from lachan.accounts.rules import Relation
from lachan.core import messages as sentences
from lachan.core.errors import DomainError
from lachan.identity.public import Purpose, actor_of, count_lookup


@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Type what the card says and the number that receives codes."""
    actor = actor_of(request)
    actor.need_anywhere("accounts.assist")
    form = DeskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        shown = services.Shown(
            data["document"], data["birth_date"], data["phone"], Relation(data["relation"])
        )
        count_lookup(actor, Purpose.DESK)
        try:
            services.assist(actor, shown, now=timezone.now())
        except DomainError as error:
            form.add_error(None, sentences.sentence(error))
        else:
            messages.success(request, _("Joined. The record appears as soon as this number signs in."))
            return redirect("accounts:desk")
    return render(request, "accounts/desk.html", {"form": form}, status=422 if form.errors else 200)
