"""What a person agrees to: the questions, the answers, the receipts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lachan.accounts import queries, services
from lachan.accounts.views import shown
from lachan.accounts.views.records import SIGN_IN
from lachan.core import messages as sentences
from lachan.core.errors import DomainError


@require_GET
def consents(request: HttpRequest, care_id: UUID) -> HttpResponse:
    """Each purpose with its text, its answer and one button; all receipts below."""
    page = queries.consents(queries.account_of(request.user), care_id, now=timezone.now())
    lang = language()
    context = {
        "page": page,
        "who": page.line.who,
        "care_id": care_id,
        "questions": [shown.question(one, lang) for one in page.questions],
        "receipts": [shown.receipt(one, lang) for one in page.receipts],
    }
    return render(request, "accounts/consents.html", context)


@require_POST
def give_consent(request: HttpRequest, care_id: UUID, version: str) -> HttpResponse:
    """Yes to one text."""
    account = queries.account_of(request.user)
    try:
        services.give_consent(account, care_id, version, now=timezone.now())
    except DomainError as error:
        messages.error(request, sentences.sentence(error))
    else:
        messages.success(request, _("Agreed. This can be taken back here at any time."))
    return redirect("accounts:consents", care_id)


@require_POST
def withdraw_consent(request: HttpRequest, care_id: UUID, purpose: str) -> HttpResponse:
    """Take one yes back: one tap, no question why."""
    services.withdraw_consent(queries.account_of(request.user), care_id, purpose, now=timezone.now())
    messages.success(request, _("Taken back. From now on it holds no more."))
    return redirect("accounts:consents", care_id)


@require_GET
def print_consents(request: HttpRequest, care_id: UUID) -> HttpResponse:
    """The receipts on paper."""
    sheet = services.receipt_sheet(queries.account_of(request.user), care_id, language())
    pdf = HttpResponse(sheet, content_type="application/pdf")
    pdf["Content-Disposition"] = 'attachment; filename="bien-nhan-dong-y.pdf"'
    return pdf


def language() -> str:
    """That of the page, among those the texts have."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


for page in (consents, give_consent, withdraw_consent, print_consents):
    setattr(page, "login_url", SIGN_IN)  # noqa: B010 - read by Django's LoginRequiredMiddleware
