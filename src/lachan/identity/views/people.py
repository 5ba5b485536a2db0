"""The list of people, one person, and merging two records by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lachan.areas import public as areas
from lachan.core import messages as sentences
from lachan.core.errors import DomainError
from lachan.identity import queries, services
from lachan.identity.forms import SEARCH_CHARACTERS, SearchForm
from lachan.identity.forms.intake import GuardianForm
from lachan.identity.public import Purpose
from lachan.identity.queries.matching import alike
from lachan.identity.queries.persons import person_page, read_seen, write_seen
from lachan.identity.queries.reviews import carried, pair, same_as
from lachan.identity.services import actor_of
from lachan.identity.views import shown


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """People of the actor's area, by words of their names, a number or a phone."""
    actor = actor_of(request)
    text = request.GET.get("q", "")[:SEARCH_CHARACTERS].strip()
    form = SearchForm(initial={"q": text}, use_required_attribute=False)
    services.count_lookup(actor, Purpose.REGISTER_LIST)
    page = person_page(actor, text, after=read_seen(request.GET.get("after", "")))
    services.note_view(actor, [who.id for who in page.people], Purpose.REGISTER_LIST)
    units = areas.units([who.area_id for who in page.people if who.area_id])
    context = {
        "form": form,
        "text": text,
        "columns": shown.person_columns(),
        "rows": [shown.person_row(who, units) for who in page.people],
        "further": write_seen(text, page.last) if page.last else "",
        "actor": actor,
    }
    return render(request, "identity/people.html", context)


@require_GET
def person(request: HttpRequest, code: str) -> HttpResponse:
    """One record: what is told, what looks wrong, which records are the same person, who is like them."""
    actor = actor_of(request)
    actor.need_anywhere("identity.read")
    services.count_lookup(actor, Purpose.REGISTER)
    who = queries.person(actor, code, Purpose.REGISTER)
    same, numbers = same_as(who.id), carried(who, Purpose.REGISTER)
    units = areas.units([who.area_id] if who.area_id else [])
    can_merge = "identity.merge" in actor.rights
    near = alike(actor, who.id) if can_merge else []
    speaks, spoken_for = (ask(who.id, Purpose.REGISTER_LIST) for ask in (queries.guardians, queries.wards))
    seen = [one.id for one in [*same, *near]] + [one.person_id for one in [*speaks, *spoken_for]]
    services.note_view(actor, [who.id], Purpose.REGISTER)
    services.note_view(actor, seen, Purpose.REGISTER_LIST)
    units |= areas.units([other.area_id for other in [*same, *near] if other.area_id])
    context = {
        "who": who,
        "terms": shown.person_terms(who, numbers),
        "warnings": shown.number_warnings(who, numbers),
        "columns": shown.person_columns(),
        "same": [shown.person_row(other, units) for other in same],
        "near": [(other.code, shown.person_row(other, units)) for other in near],
        "can_merge": can_merge,
        "can_place": "identity.place" in actor.rights,
        "can_declare": "declarations.record" in actor.rights,
        "can_record": "identity.record" in actor.rights,
        "guardians": [shown.guardian(one) for one in speaks],
        "wards": [shown.guardian(one) for one in spoken_for],
        "guardian_form": GuardianForm(),
    }
    return render(request, "identity/person.html", context)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Two records beside each other: what merging them means, then the merge."""
    actor = actor_of(request)
    actor.need_anywhere("identity.merge")
    services.count_lookup(actor, Purpose.MATCHING)
    one, two = (queries.person(actor, each, Purpose.NAMELESS) for each in (code, other))
    both = pair(one.id, two.id)
    services.note_view(actor, [one.id, two.id], Purpose.MATCHING)
    error = ""
    if request.method == "POST":
        try:
            services.merge(actor, one.id, two.id, weight=both.compared.weight)
        except DomainError as failed:
            error = sentences.sentence(failed)
        else:
            messages.success(request, _("The two records are one person now. This can be taken back."))
            return redirect("identity:person", both.earlier.who.code)
    context = {
        "pair": both,
        "error": error,
        "columns": shown.pair_columns(both),
        "rows": shown.pair_rows(both),
        "code": code,
        "other": other,
    }
    return render(request, "identity/merge.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Where somebody lives: a hamlet or a commune, sought as one types."""
    actor = actor_of(request)
    actor.need_anywhere("identity.place")
    who = queries.person(actor, code, Purpose.DESK)
    told, typed = request.POST.get("unit", ""), request.POST.get("q", "")
    unit_id = int(told) if told.isdecimal() and len(told) < 10 else None
    error, found = "", []
    if request.method == "POST" and unit_id is None:  # typed and not chosen, or without a script
        found = areas.search(typed, on=timezone.localdate())
        error = _("Choose a unit from the list.") if found else _("No unit has this name today.")
    elif unit_id is not None:
        try:
            services.place_person(actor, code, unit_id)
        except DomainError as failed:
            error = sentences.sentence(failed)
        else:
            messages.success(request, _("Saved: where this person lives."))
            return redirect("identity:person", code)
    services.note_view(actor, [who.id], Purpose.REGISTER)
    home = areas.units([who.area_id]).get(who.area_id) if who.area_id else None
    context = {"who": who, "home": home, "error": error, "found": found, "typed": typed}
    return render(request, "identity/place.html", context, status=422 if error else 200)


@require_POST
def unmerge(request: HttpRequest, code: str) -> HttpResponse:
    """Take a record out of the person it was merged into."""
    actor = actor_of(request)
    actor.need_anywhere("identity.merge")
    try:
        services.unmerge(actor, queries.person(actor, code, Purpose.NAMELESS).id)
    except DomainError as failed:
        messages.error(request, sentences.sentence(failed))
    else:
        messages.success(request, _("This record stands by itself again, with everything it had."))
    return redirect("identity:person", code)
