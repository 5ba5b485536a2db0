"""Files of results: sent, looked at line by line, taken."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lachan.identity.public import actor_of
from lachan.testing import queries, services
from lachan.testing.forms import UNREAD, FileForm, MappingForm
from lachan.testing.views import shown
from lachan.ui.parts import Cell, Column
from lachan.ui.templatetags.ui import moment

MOST_SHOWN = 200


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """A file is read; nothing is taken before somebody has looked at it."""
    actor = actor_of(request)
    actor.need_anywhere("testing.release")
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*given, mappings=queries.mappings(actor))
    if form.is_valid():
        return redirect("testing:file", services.keep_file(actor, form.read).id)
    rows = [
        [
            Cell(one.name, href=reverse("testing:file", args=[one.id])),
            Cell(moment(one.at)),
            Cell(moment(one.taken_at) if one.taken_at else _("not taken yet")),
        ]
        for one in queries.uploads(actor)
    ]
    columns = [Column(name) for name in (_("File"), _("Read at"), _("Taken at"))]
    context = {"form": form, "columns": columns, "rows": rows, "tabs": shown.tabs(request, actor)}
    return render(request, "testing/files.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest) -> HttpResponse:
    """How the files of an instrument are read, kept for this laboratory."""
    actor = actor_of(request)
    actor.need_anywhere("testing.release")
    form = MappingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.save_mapping(actor, form.as_told())
        messages.success(request, _("Kept. Files of this kind can be read now."))
        return redirect("testing:files")
    context = {"form": form, "tabs": shown.tabs(request, actor)}
    return render(request, "testing/mapping.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What would become of each line, or became of it; taken by one deed."""
    actor = actor_of(request)
    actor.need_anywhere("testing.release")
    if request.method == "POST":
        services.take_file(actor, upload_id)
        return redirect("testing:file", upload_id)
    upload = queries.upload(actor, upload_id)
    told = upload.told if upload.taken_at else services.foresee_file(actor, upload)
    count = Counter(status for status, _code in told)
    bad = _bad(upload, told)
    context = {
        "upload": upload,
        "stored": count["stored"],
        "again": count["duplicate"],
        "refused": len(bad),
        "left_out": max(0, len(bad) - MOST_SHOWN),
        "columns": [Column(name) for name in (_("Line"), _("Tube"), _("Column"), _("Why"))],
        "rows": bad[:MOST_SHOWN],
        "tabs": shown.tabs(request, actor),
    }
    return render(request, "testing/file.html", context)


def _bad(upload: Any, told: Any) -> list[list[Cell]]:
    """The lines that are not taken, in the order of the file."""
    lines = [
        (line, "", column, str(UNREAD.get(code, UNREAD[""]))) for line, column, code in upload.unread
    ] + [
        (row[0], row[1], "", str(shown.CODES.get(code, code)))
        for row, (status, code) in zip(upload.rows, told, strict=True)
        if status == "refused"
    ]
    return [[Cell(_("Line %(n)s") % {"n": line}), *map(Cell, words)] for line, *words in sorted(lines)]
