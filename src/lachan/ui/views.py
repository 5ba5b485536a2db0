"""The gallery: every component in every state, with made-up people; and the theme of this browser."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from lachan.ui import examples

THEMES = {"auto", "light", "dark"}
FRAMES = {"login": "ui/gallery/login.html", "inbox": "ui/gallery/inbox.html", "refused": "ui/refused.html"}
YEAR_SECONDS = 365 * 86400


@login_not_required
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "ui/gallery/index.html", examples.everything())


@login_not_required
@require_GET
def gallery_rows(request: HttpRequest) -> HttpResponse:
    """The next page of the example list."""
    work = examples.work_next_page() if "after" in request.GET else examples.work_polled()
    return render(request, "ui/worklist_rows.html", {"work": work})


@login_not_required
@require_GET
def gallery_row(request: HttpRequest, key: str) -> HttpResponse:
    """What a row shows when it is opened in place."""
    return render(request, "ui/gallery/_row.html", {"key": key, **examples.case()})


@login_not_required
@require_GET
def gallery_options(request: HttpRequest) -> HttpResponse:
    """What the example of the picker finds, whatever is typed."""
    return render(request, "ui/picker_options.html", {"options": examples.options()})


@login_not_required
@require_GET
def frame(request: HttpRequest, name: str) -> HttpResponse:
    """A whole page: the frame of the staff, or of the log-in."""
    if name not in FRAMES:
        raise Http404
    messages.success(request, examples.MESSAGE)
    return render(
        request, FRAMES[name], {**examples.everything(), **examples.REFUSED, "shell": examples.shell()}
    )


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps light, dark or automatic for this browser and goes back."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return response
