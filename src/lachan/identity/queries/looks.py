"""Who looked at a person's record, and who looked too often."""

from dataclasses import dataclass
from datetime import datetime

from lachan.core.access import Actor, end_of
from lachan.identity.models import LookupAlarm, RecordView

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


@dataclass(frozen=True, slots=True)
class Alarm:
    """Somebody reached the quota of look-ups in one hour; ``refused`` came after."""

    raised_at: datetime
    actor: str
    role: str
    area_id: int | None
    purpose: str
    refused: int


ALARM = ("raised_at", "actor", "role", "area_id", "purpose", "refused")


def alarms(actor: Actor) -> list[Alarm]:
    """The latest alarms of the officer's units, newest first."""
    actor.need_anywhere("accounts.oversee")
    rows = LookupAlarm.objects.filter(area_path__gte=actor.area_path, area_path__lt=end_of(actor.area_path))
    return [Alarm(*row) for row in rows.order_by("-raised_at", "actor").values_list(*ALARM)[:LISTED]]
