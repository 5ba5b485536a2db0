"""Pages of managers: checkpoints of the area, their posts and shifts; where a guard begins."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lachan.areas import public as areas
from lachan.checkpoints import queries, services
from lachan.checkpoints.forms import CheckpointForm, PostForm, ShiftForm
from lachan.checkpoints.views import words
from lachan.core import messages as sentences
from lachan.core.access import Actor
from lachan.core.errors import DomainError
from lachan.identity import public as identity

MANAGE = "checkpoints.manage"


@require_GET
def checkpoints(request: HttpRequest) -> HttpResponse:
    """Checkpoints of the area; a guard chooses a post."""
    actor = identity.actor_of(request)
    lines = queries.checkpoints_of(actor)
    return render(request, "checkpoints/list.html", {"lines": lines, "may_manage": MANAGE in actor.rights})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a checkpoint."""
    actor = identity.actor_of(request)
    actor.need_anywhere(MANAGE)
    form = CheckpointForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        unit = areas.picked(data["commune"], data["q"])
        if unit is None or not unit.path.startswith(actor.area_path):
            form.add_error("commune", _("Choose a commune or ward of your area from the list."))
        else:
            made = services.open_checkpoint(actor, data["name"], unit, data["lanes"], now=timezone.now())
            messages.success(request, _("Open. Now enter its shifts."))
            return redirect("checkpoints:staff", made.id)
    context: dict[str, Any] = {
        "form": form,
        "trouble": form.errors.get("commune", []),
        "typed": request.POST.get("q", ""),
    }
    return render(request, "checkpoints/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def staff(request: HttpRequest, checkpoint_id: UUID) -> HttpResponse:
    """Posts and shifts of one checkpoint, and who worked in them."""
    actor = identity.actor_of(request)
    actor.need_anywhere(MANAGE)
    line = queries.checkpoint_of(actor, checkpoint_id, MANAGE)
    what = request.POST.get("what", "")
    post = PostForm(request.POST if what == "post" else None)
    shift = ShiftForm(request.POST if what == "shift" else None)
    if request.method == "POST" and _done(actor, checkpoint_id, what, post, shift):
        if what == "close":
            messages.success(request, _("Closed."))
            return redirect("checkpoints:list")
        return redirect("checkpoints:staff", checkpoint_id)
    context = {
        "line": line,
        "shifts": words.shift_lines(line),
        "post_form": post,
        "shift": shift,
        "errors": [*post.non_field_errors(), *shift.non_field_errors()],
    }
    return render(request, "checkpoints/staff.html", context, status=422 if request.method == "POST" else 200)


def _done(actor: Actor, checkpoint_id: UUID, what: str, post: PostForm, shift: ShiftForm) -> bool:
    """Whether what was sent is done; else the form says why not."""
    form = shift if what == "shift" else post
    try:
        if what == "close":
            services.close_checkpoint(actor, checkpoint_id, now=timezone.now())
            return True
        if not form.is_valid():
            return False
        data = form.cleaned_data
        if what == "shift":
            services.add_shift(actor, checkpoint_id, data["starts"], data["ends"], now=timezone.now())
        else:
            services.add_post(actor, checkpoint_id, data["lane"], data["name"])
    except DomainError as refusal:
        form.add_error(None, sentences.sentence(refusal))
        return False
    return True
