"""Who looked at a person's record."""

from dataclasses import dataclass
from datetime import datetime

from lachan.core.access import Actor
from lachan.identity.models import RecordView

LISTED = 100


@dataclass(frozen=True, slots=True)
class Look:
    """One looker in one hour for one reason."""

    last_at: datetime
    times: int
    actor: str
    role: str
    area_id: int | None
    purpose: str
    ref: str


LOOK = ("last_at", "times", "actor", "role", "area_id", "purpose", "ref")


def looks(actor: Actor, person_id: int) -> list[Look]:
    """The latest looks at a person, newest first, for a caller that has settled whose record it is."""
    actor.need_anywhere("identity.looks")
    rows = RecordView.objects.filter(person_id=person_id).order_by("-hour", "-last_at")
    return [Look(*row) for row in rows.values_list(*LOOK)[:LISTED]]
