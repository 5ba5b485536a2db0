"""Pages that open without a network: the service worker of a room, with what it keeps (ADR 0024, 0031)."""

import json
from collections.abc import Sequence

from django.http import HttpResponse
from django.templatetags.static import static

TYPE = "text/javascript; charset=utf-8"


def service_worker(
    room: str, pages: Sequence[str], kept: Sequence[str], later: Sequence[str]
) -> HttpResponse:
    """New as soon as one of its files is; what stands under ``later`` is kept once it was needed.

    The rooms of one origin share its caches: each cleans up only what begins with its own name.
    """
    told = {"ROOM": room, "PAGES": pages, "KEPT": [*map(static, kept)], "LATER": [*map(static, later)]}
    lines = [f"self.{name} = {json.dumps(value)};\n" for name, value in told.items()]
    return HttpResponse(
        "".join(lines) + f"importScripts({json.dumps(static('ui/build/worker.js'))});\n", TYPE
    )
