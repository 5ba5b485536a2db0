"""The scanner of a gate: an empty page that the device fills, with or without a network (ADR 0031)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from lachan.ui.offline import service_worker

CAMERA = "camera=(self), microphone=(), geolocation=()"
KEPT = (
    "ui/build/app.css", "ui/build/gate.js", "ui/shield.svg",
    "ui/build/fonts/be-vietnam-pro-vietnamese-400-normal.woff2",
    "ui/build/fonts/be-vietnam-pro-vietnamese-600-normal.woff2",
    "ui/build/fonts/be-vietnam-pro-latin-400-normal.woff2",
    "ui/build/fonts/be-vietnam-pro-latin-600-normal.woff2",
)  # fmt: skip
READER = ("ui/build/reader.js", "ui/build/zxing_reader.wasm")  # reads codes off pictures
ICONS = {"192x192": "ui/gate-192.png", "512x512": "ui/gate-512.png"}


@login_not_required
@require_GET
@gzip_page  # nothing of the request stands in it, and the form's token is masked anew each time
def page(request: HttpRequest) -> HttpResponse:
    """The scanner; the same for everybody: what is of a device stays on the device."""
    answer = render(request, "places/gate.html", {"reader": static(READER[0]), "wasm": static(READER[1])})
    answer.headers["Permissions-Policy"] = CAMERA
    return answer


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Its service worker."""
    return service_worker("gate", [reverse("places:gate")], KEPT, READER)


@login_not_required
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes it an app on the home screen."""
    address = reverse("places:gate")
    icons = [
        {"src": static(file), "sizes": sizes, "type": "image/png", "purpose": "any maskable"}
        for sizes, file in ICONS.items()
    ]
    told = {
        "id": address,
        "name": _("Lá Chắn: gate scanner"),
        "short_name": _("Gate"),
        "lang": request.LANGUAGE_CODE,
        "start_url": address,
        "scope": address,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#f4f6f8",
        "theme_color": "#0b6b74",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")
