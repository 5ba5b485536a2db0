"""Who the staff are, and what they may do."""

from django.http import HttpRequest

from lachan.core.access import ROLES, Actor
from lachan.core.errors import NotAllowed
from lachan.identity.models import Staff


def actor_of(request: HttpRequest) -> Actor:
    """Who sends this request.  Read anew each time: a right taken away is gone at once.

    Raises :class:`NotAllowed` for an account without a place in the house.
    """
    key = request.user.pk
    staff = Staff.objects.filter(user_id=key).first() if key is not None else None
    if staff is None or staff.role not in ROLES:
        raise NotAllowed("staff", "")
    return Actor(
        id=str(request.user.get_username()),
        name=request.user.get_full_name() or str(request.user.get_username()),  # type: ignore[union-attr]
        role=staff.role,
        rights=ROLES[staff.role],
        area_path=staff.area_path,
        area_id=staff.area_id,
    )
