"""Pages of owners: their places, one place, its poster, its phones, a word to the commune."""

from base64 import b64encode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.accounts import public as accounts
from lachan.areas import public as areas
from lachan.core import paper
from lachan.places import queries, services
from lachan.places.forms import NameForm, RegisterForm, ReportForm
from lachan.places.views import words

SIGN_IN = "accounts:sign_in"


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The places this account keeps."""
    account = accounts.account_of(request.user)
    lines = queries.my_places(account.id, timezone.now())
    return render(request, "places/mine.html", {"cards": [words.card(line) for line in lines]})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a place: name, kind, commune."""
    account = accounts.account_of(request.user)
    form = RegisterForm(request.POST if request.method == "POST" else None, kinds=queries.kinds())
    if form.is_valid():
        data = form.cleaned_data
        unit = areas.picked(data["commune"], data["q"])
        if unit is None:
            form.add_error("commune", _("Choose the commune or ward from the list."))
        else:
            told = services.PlaceTold(data["name"], data["kind"], unit)
            made = services.register_place(accounts.citizen(account), account.id, told, now=timezone.now())
            messages.success(request, _("Registered. Print the poster and hang it at the entrance."))
            return redirect("places:kept", made.code)
    context: dict[str, object] = {
        "form": form,
        "trouble": form.errors.get("commune", []),
        "typed": request.POST.get("q", ""),
    }
    return render(request, "places/new.html", context, status=422 if form.errors else 200)


@require_GET
def kept(request: HttpRequest, code: str) -> HttpResponse:
    """Counts, hours, masked names, parts and phones of one place."""
    account = accounts.account_of(request.user)
    found = services.owned(account.id, code)
    page = queries.owner_page(found, timezone.now())
    context = {
        "page": page,
        "place": found,
        "kind": words.kind(found.kind),
        "address": services.place_address(found.id, ""),
        "hours": words.bars(page.hours),
        "days": [(day, entries) for day, entries in reversed(page.days)],
        "today": page.days[-1][1],
        "guests": page.guests,
        "name": NameForm(),
        "report": ReportForm(),
        "token": request.session.pop("token", ""),
    }
    if context["token"]:
        context["pairing"] = request.build_absolute_uri(f"{reverse('places:gate')}#{context['token']}")
        picture = b64encode(paper.qr_png(str(context["pairing"]), "M")).decode()
        context["token_qr"] = f"data:image/png;base64,{picture}"
    return render(request, "places/place.html", context)


@require_GET
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """The poster of a place and its parts, A4 or A5."""
    account = accounts.account_of(request.user)
    found = services.owned(account.id, code)
    size = request.GET.get("size", "a4")
    if size not in services.SIZES:
        raise Http404
    pdf = services.poster([found, *queries.zones_of(found)], f"{request.scheme}://{request.get_host()}", size)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="ma-qr-{found.code}-{size}.pdf"'
    return answer


@require_POST
def add_zone(request: HttpRequest, code: str) -> HttpResponse:
    """A floor, a hall, a shift."""
    account = accounts.account_of(request.user)
    form = NameForm(request.POST)
    if form.is_valid():
        zone = services.add_zone(accounts.citizen(account), account.id, code, form.cleaned_data["name"])
        messages.success(request, _("Added: %(name)s. Print its poster too.") % {"name": zone.name})
    return redirect("places:kept", code)


@require_POST
def add_device(request: HttpRequest, code: str) -> HttpResponse:
    """Let a phone of the staff scan; its token is shown once."""
    account = accounts.account_of(request.user)
    form = NameForm(request.POST)
    if form.is_valid():
        made = services.add_owned_device(
            accounts.citizen(account), account.id, code, form.cleaned_data["name"], now=timezone.now()
        )
        request.session["token"] = made.token
    return redirect("places:kept", code)


@require_POST
def revoke_device(request: HttpRequest, code: str, device: int) -> HttpResponse:
    """A phone that was lost, or whose owner left, scans no more."""
    account = accounts.account_of(request.user)
    actor = accounts.citizen(account)
    services.revoke_owned_device(actor, account.id, code, device, now=timezone.now())
    messages.success(request, _("This phone scans no more."))
    return redirect("places:kept", code)


@require_POST
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the commune of a suspicion."""
    account = accounts.account_of(request.user)
    form = ReportForm(request.POST)
    if form.is_valid():
        services.report_suspicion(
            accounts.citizen(account), account.id, code, form.cleaned_data["text"], now=timezone.now()
        )
        messages.success(request, _("Told. The commune will look into it."))
    else:
        messages.error(request, _("Please write what happened, in a sentence."))
    return redirect("places:kept", code)


for page in (mine, new, kept, poster, add_zone, add_device, revoke_device, report):
    setattr(page, "login_url", SIGN_IN)  # noqa: B010 - read by Django's LoginRequiredMiddleware
