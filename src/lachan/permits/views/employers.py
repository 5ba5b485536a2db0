"""Pages of employers: their organisation, its quota, its lists."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lachan.accounts import public as accounts
from lachan.areas import public as areas
from lachan.core import messages as sentences
from lachan.core.access import Actor
from lachan.core.errors import DomainError
from lachan.core.tables import Reject, UnreadableFile, read
from lachan.permits import queries, services
from lachan.permits.forms import LINE_COLUMNS, MOST_BYTES, FileForm, OrganisationForm, line_columns
from lachan.permits.queries.holding import offered
from lachan.permits.views import words
from lachan.permits.views.own import SIGN_IN


@require_http_methods(["GET", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """Organisations of the account, and a form for one more."""
    account = accounts.account_of(request.user)
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        unit = areas.picked(form.cleaned_data["commune"], form.cleaned_data["q"])
        if unit is None:
            form.add_error("commune", _("Choose the commune or ward from the list."))
        else:
            name = form.cleaned_data["name"]
            made = services.register_organisation(
                accounts.citizen(account), account.id, name, unit, now=timezone.now()
            )
            messages.success(request, _("Registered. The commune says for how many people you may ask."))
            return redirect("permits:organisation", made.id)
    context: dict[str, Any] = {
        "form": form,
        "cards": [(one, words.quota_of(one)) for one in queries.own_organisations(account.id)],
        "trouble": form.errors.get("commune", []),
        "typed": request.POST.get("q", ""),
    }
    return render(request, "permits/organisations.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Counts of its lines, and a list to send; bad lines are told, good ones wait in the commune."""
    account = accounts.account_of(request.user)
    found, counts = queries.organisation_lines(account.id, organisation_id, timezone.now())
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    context: dict[str, Any] = {"form": form, "rejects": []}
    if form.is_valid():
        try:
            stored, rejects = _sent(accounts.citizen(account), found, form.cleaned_data["file"])
        except DomainError as refusal:
            form.add_error("file", sentences.sentence(refusal))
        else:
            context |= {"stored": stored, "rejects": rejects, "rejected": len(rejects), "is_done": True}
            found, counts = queries.organisation_lines(account.id, organisation_id, timezone.now())
    template = offered(timezone.now()).get("work")
    context |= {
        "organisation": found,
        "waiting": counts["waiting"],
        "approved": counts["approved"],
        "refused": counts["refused"],
        "reasons": [(name, words.said(told)) for name, told in template.reasons.items()] if template else [],
        "hours": words.hours_of(template.hours) if template else "",
        "longest": template.longest.days if template else 0,
    }
    return render(request, "permits/organisation.html", context, status=422 if form.errors else 200)


def _sent(actor: Actor, found: queries.Organisation, file: "UploadedFile[bytes]") -> tuple[int, list[Reject]]:
    stored, rejects = 0, list[Reject]()
    if (file.size or 0) > MOST_BYTES:
        return 0, [Reject(0, "", "permits.list_too_big", f"more than {MOST_BYTES} bytes", "")]
    with NamedTemporaryFile(suffix=".csv") as copy:
        for piece in file.chunks():
            copy.write(piece)
        copy.flush()
        try:
            for chunk in read(Path(copy.name), LINE_COLUMNS):
                count, refused = (
                    services.apply_list(
                        actor, found.account_id, found.id, line_columns(chunk), now=timezone.now()
                    )
                    if chunk.lines
                    else (0, [])
                )
                stored += count
                rejects += [*chunk.rejects, *refused]
        except UnreadableFile as error:
            rejects.append(Reject(0, "", error.code, error.message, ""))
    return stored, sorted(rejects, key=lambda one: one.line)


for page in (organisations, organisation):
    setattr(page, "login_url", SIGN_IN)  # noqa: B010 - read by Django's LoginRequiredMiddleware
