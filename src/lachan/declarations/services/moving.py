"""Declarations follow the units of their people."""

from collections.abc import Sequence

from django.db import transaction

from lachan.areas import public as areas
from lachan.core.access import Actor


@transaction.atomic
def follow_areas(actor: Actor, units: Sequence[int] = ()) -> int:
    """Let declarations and the work on them be seen where their unit went; what they say is not touched."""
    actor.need("declarations.follow", "")
    tables = ("declarations_declaration", "declarations_alert")
    return sum(areas.carry_paths(actor, table, units=units) for table in tables)
