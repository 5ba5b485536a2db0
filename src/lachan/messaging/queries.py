"""Reads."""

from django.db.models import QuerySet

from lachan.core.access import Actor
from lachan.messaging.models import Notice


def notices(actor: Actor) -> QuerySet[Notice]:
    """What the actor's units were told and was not taken back, newest first."""
    return Notice.objects.filter(area_path__startswith=actor.area_path, withdrawn_at=None).order_by("-at")
