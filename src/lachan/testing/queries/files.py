"""Reads: how files of this laboratory are read, and those that were sent lately."""

from uuid import UUID

from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.testing.models import Mapping, Upload

MOST = 20


def mappings(actor: Actor) -> list[Mapping]:
    """Those of the actor's own unit."""
    actor.need_anywhere("testing.release")
    return list(Mapping.objects.filter(area_path=actor.area_path).order_by("name"))


def uploads(actor: Actor) -> list[Upload]:
    """The last files of the actor's area, newest first."""
    actor.need_anywhere("testing.release")
    rows = Upload.objects.filter(within(actor.area_path)).defer("rows", "unread", "told")
    return list(rows.order_by("-at")[:MOST])


def upload(actor: Actor, upload_id: UUID) -> Upload:
    """Raises :class:`NotFound`."""
    actor.need_anywhere("testing.release")
    found = Upload.objects.filter(within(actor.area_path), pk=upload_id).first()
    if found is None:
        raise NotFound("upload")
    return found
