"""The laboratory's pages: results that stand, the release of a new one, the correction of a wrong one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from lachan.core import messages as sentences
from lachan.core import paging
from lachan.core.errors import DomainError
from lachan.identity import public as identity
from lachan.identity.public import actor_of
from lachan.testing import queries, services
from lachan.testing.forms import CorrectionForm, ReleaseForm
from lachan.testing.views import shown
from lachan.ui.parts import Cell, Column, Tone
from lachan.ui.templatetags.ui import moment

OUTCOMES: dict[str, tuple[object, Tone]] = {
    "positive": (gettext_lazy("Positive"), "bad"),
    "negative": (gettext_lazy("Negative"), "good"),
    "indeterminate": (gettext_lazy("Indeterminate"), "warn"),
}


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Results that stand, newest first."""
    actor = actor_of(request)
    page, older = queries.latest_results(actor, before=paging.read(request.GET.get("before", "")))
    identity.note_listed(actor, [line.who.id for line in page], identity.Purpose.LABORATORY)
    rows = []
    for line in page:
        words, tone = OUTCOMES[line.result.outcome]
        correct = Cell(_("Correct"), href=reverse("testing:correct", args=[line.result.id]))
        rows.append(
            [
                Cell(line.who.code),
                Cell(line.who.name),
                Cell(str(words), tone=tone),
                Cell(line.result.test_type.upper()),
                Cell(moment(line.result.sampled_at)),
                Cell(moment(line.result.released_at)),
                correct if "testing.correct" in actor.rights else Cell(""),
            ]
        )
    columns = [
        Column(str(name))
        for name in (
            _("Person"),
            _("Name"),
            _("Result"),
            _("Test"),
            _("Sample taken"),
            _("Released"),
            _("Correction"),
        )
    ]
    last = f"?before={paging.write(page[-1].result.released_at, page[-1].result.id)}" if older else ""
    context = {"columns": columns, "rows": rows, "older": last, "actor": actor}
    return render(request, "testing/results.html", context | {"tabs": shown.tabs(request, actor)})


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest) -> HttpResponse:
    """Type one result; what is positive starts tracing by itself."""
    actor = actor_of(request)
    actor.need_anywhere("testing.release")
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        identity.count_lookup(actor, identity.Purpose.LABORATORY)
        try:
            person = identity.person(actor, form.cleaned_data["person"], identity.Purpose.NAMELESS)
            services.release_result(actor, person, form.as_answer())
        except DomainError as error:
            form.add_error(
                "person" if isinstance(error, identity.PersonUnknown) else None, sentences.sentence(error)
            )
        else:
            messages.success(request, _("Result released. Tracing has begun by itself if it is positive."))
            return redirect("testing:results")
    return render(request, "testing/release.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Say what a wrong result should have been; what followed from it alone is taken back."""
    actor = actor_of(request)
    actor.need_anywhere("testing.correct")
    line = queries.result(actor, result_id)
    identity.note_view(actor, [line.who.id], identity.Purpose.LABORATORY, ref=str(result_id))
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.correct_result(actor, result_id, form.as_outcome())
        except DomainError as error:
            form.add_error(None, sentences.sentence(error))
        else:
            messages.success(
                request, _("Result corrected. What followed from the wrong one is being taken back.")
            )
            return redirect("testing:results")
    return render(
        request, "testing/correct.html", {"form": form, "line": line}, status=422 if form.errors else 200
    )
