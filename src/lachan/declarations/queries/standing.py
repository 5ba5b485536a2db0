"""Whether somebody's declaration holds at a moment, for rooms above: no answer of theirs leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lachan.core import wall
from lachan.declarations.models import Declaration
from lachan.identity import public as identity


@dataclass(frozen=True, slots=True)
class Standing:
    """The declaration that was told last of those that hold."""

    valid_until: datetime
    is_risky: bool


@wall.opened("declarations.standing")
def standing(people: Sequence[int], at: datetime) -> dict[int, Standing]:
    """What holds at ``at`` for each of these people, under whichever of their records it was told."""
    same = identity.same_people(people)
    whose = {alias: person for person, aliases in same.items() for alias in aliases}
    rows = Declaration.objects.filter(person_id__in=list(whose), happened_at__lte=at, valid_until__gt=at)
    told = rows.order_by("happened_at", "id").values_list("person_id", "valid_until", "is_risky")
    return {whose[person]: Standing(until, is_risky) for person, until, is_risky in told if until}
