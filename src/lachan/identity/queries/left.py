"""People who are left in a unit that was divided."""

from collections.abc import Iterable

from lachan.areas import public as areas
from lachan.core.access import Actor
from lachan.identity.models import Person
from lachan.identity.queries.people import BRIEF, Brief


def people_left(actor: Actor, unit_ids: Iterable[int]) -> dict[int, int]:
    """How many people of the actor's area are in each of these units: at most ``areas.COUNTED``."""
    return areas.waiting(actor, "identity_person", unit_ids)


def people_in(actor: Actor, unit_id: int, *, after: int = 0, limit: int = 50) -> list[Brief]:
    """People of the actor's area in a unit itself, as told, behind ``after``."""
    actor.need_anywhere("areas.assign")
    rows = Person.objects.filter(
        area_id=unit_id, area_path__gte=actor.area_path, area_path__lt=areas.path_end(actor.area_path),
        id__gt=after,
    )  # fmt: skip
    return [Brief(*row) for row in rows.order_by("id").values_list(*BRIEF)[:limit]]
