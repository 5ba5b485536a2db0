"""The turning code on a telephone of one's own: an empty page that the telephone fills, and its phones."""

import json
from base64 import b64encode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.accounts import queries, services
from lachan.accounts.views import shown
from lachan.core import limits
from lachan.core.errors import DomainError
from lachan.core.limits import Limit, Use
from lachan.identity import public as identity
from lachan.kernel.signing import PublicKey
from lachan.ui.offline import service_worker

# What the page needs without a network.  The page itself has nobody in it, so it may be kept.
KEPT = (
    "ui/build/app.css", "ui/build/code.js", "ui/shield.svg",
    "ui/build/fonts/be-vietnam-pro-vietnamese-400-normal.woff2",
    "ui/build/fonts/be-vietnam-pro-latin-400-normal.woff2",
    "ui/build/fonts/be-vietnam-pro-latin-600-normal.woff2",
)  # fmt: skip


@login_not_required
@require_GET
def my_code(request: HttpRequest) -> HttpResponse:
    """The page of the code; the same for everybody, signed in or not."""
    return render(request, "accounts/my_code.html")


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the citizens' pages, with what it keeps; new as soon as one of those is."""
    return service_worker("code", [reverse("accounts:my_code")], KEPT, ())


@require_POST
def certify(request: HttpRequest) -> HttpResponse:
    """Certificates for the key of this telephone: one for each person the account acts for."""
    account = queries.account_of(request.user)
    try:
        device = PublicKey(bytes.fromhex(json.loads(request.body)["point"]))
    except (ValueError, KeyError, TypeError):
        return HttpResponseBadRequest()
    limits.take(Use(Limit("accounts.certify", settings.ACCOUNTS_CODES_A_DAY, services.DAY), str(account.id)))
    lines, now = queries.cares(account), timezone.now()
    people = [line.who.id for line in lines]
    try:
        found = identity.certify_phone(services.citizen(account), people, device, now=now)
    except DomainError as error:
        return JsonResponse(error.as_problem(), status=error.status)
    cards = [
        {
            "name": card.name,
            "paper": shown.paper(card.paper),
            "certificate": b64encode(card.certificate).decode(),
            "until": card.last_day.isoformat(),
        }
        for card in found
    ]
    return JsonResponse({"now": int(now.timestamp() * 1000), "cards": cards})


@require_http_methods(["GET", "POST"])
def phones(request: HttpRequest) -> HttpResponse:
    """The telephones that show codes of one's people; a lost one is taken back here, and signed out."""
    account = queries.account_of(request.user)
    actor, own, now = services.citizen(account), queries.own_person(account), timezone.now()
    if request.method == "POST":
        gone = identity.take_back_phone(actor, request.POST.get("device", ""), own=own, now=now)
        if gone:
            services.sign_out_elsewhere(account.user, request.session.session_key)
            text = ngettext("%(n)d code was taken back.", "%(n)d codes were taken back.", gone) % {"n": gone}
            messages.success(request, f"{text} {_('Other telephones are signed out.')}")
        return redirect("accounts:phones")
    found = [shown.phone(one, actor) for one in identity.phones(actor, own, now=now)]
    return render(request, "accounts/phones.html", {"phones": found})


for page in (certify, phones):
    setattr(page, "login_url", "accounts:sign_in")  # noqa: B010 - read by Django's LoginRequiredMiddleware
