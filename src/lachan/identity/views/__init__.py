"""What every page needs to know about who is looking."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from lachan.areas import public as areas
from lachan.core.errors import NotAllowed
from lachan.identity.services import actor_of
from lachan.ui.parts import Shell
from lachan.ui.shell import nav_items

PLACES = [  # label, url, icon, right
    (_("Tasks"), "tracing:inbox", "inbox", "tracing.read"),
    (_("Cases"), "tracing:cases", "users", "tracing.read"),
    (_("Declarations"), "declarations:alerts", "file-text", "declarations.follow"),
    (_("Tests"), "testing:results", "test-tube", "testing.read"),
    (_("Sampling"), "testing:sample", "test-tube", "testing.sample"),  # a page of "Tests" for who has that
    (_("Checkpoints"), "checkpoints:list", "scan-line", "checkpoints.guard"),
    (_("Permits"), "permits:waiting", "file-text", "permits.decide"),
    (_("Places"), "places:activity", "store", "places.inspect"),
    (_("Desk"), "accounts:desk", "user-check", "accounts.assist"),
    (_("People"), "identity:people", "user", "identity.read"),
    (_("Emergency"), "accounts:open", "folder-open", "accounts.break_glass"),
    (_("Opened records"), "accounts:openings", "file-text", "accounts.oversee"),
    (_("Cards"), "identity:cards", "qr-code", "identity.cards"),
    (_("Units"), "places:hamlets", "map-pin", "areas.hamlets"),
]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of staff pages, made only where a template asks for it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    if not request.user.is_authenticated:
        return Shell()
    try:
        actor = actor_of(request)
    except NotAllowed:
        return Shell(user=request.user.get_username(), logout_url=reverse("account_logout"))
    unit = areas.units([actor.area_id]).get(actor.area_id) if actor.area_id else None
    rights = actor.rights - {"testing.sample"} if "testing.read" in actor.rights else actor.rights
    allowed = [(str(label), url, icon) for label, url, icon, right in PLACES if right in rights]
    return Shell(
        nav=nav_items(request, allowed),
        home_url=reverse(allowed[0][1]) if allowed else "/",
        user=actor.name,
        area=unit.name if unit else str(_("Whole country")),
        logout_url=reverse("account_logout"),
        account_url=reverse("mfa_index"),
    )
