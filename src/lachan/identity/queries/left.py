"""People who are left in a unit that was divided."""

from collections.abc import Iterable

from lachan.areas import public as areas
from lachan.core.access import Actor, within
from lachan.identity.models import Person
from lachan.identity.queries.people import Brief, briefs
from lachan.identity.rules import Purpose


def people_left(actor: Actor, unit_ids: Iterable[int]) -> dict[int, int]:
    """How many people of the actor's area are in each of these units: at most ``areas.COUNTED``."""
    return areas.waiting(actor, "identity_person", unit_ids)


def people_in(
    actor: Actor, unit_id: int, purpose: Purpose, *, after: int = 0, limit: int = 50
) -> list[Brief]:
    """People of the actor's area in a unit itself, as told, behind ``after``."""
    actor.need_anywhere("areas.assign")
    rows = Person.objects.filter(within(actor.area_path), area_id=unit_id, id__gt=after)
    return briefs(rows.order_by("id")[:limit], purpose)
