"""Reads: who speaks for a person, and for whom a person speaks."""

from dataclasses import dataclass
from datetime import datetime

from lachan.identity.models import Guardian
from lachan.identity.queries.people import people_of_rows, same_people
from lachan.identity.rules import Purpose


@dataclass(frozen=True, slots=True)
class Speaks:
    """One who speaks for another; ``person_id``, ``code`` and ``name`` are of the other side asked about."""

    id: int
    person_id: int
    code: str
    name: str
    relation: str
    basis: str
    since: datetime
    told_by: str


LINE = ("id", "relation", "basis", "told_at", "told_by")


def guardians(person_id: int, purpose: Purpose) -> list[Speaks]:
    """Who speaks for this person, whichever record it was told under; the caller has settled who may see."""
    return _lines("person_id", "guardian", person_id, purpose)


def wards(person_id: int, purpose: Purpose) -> list[Speaks]:
    """For whom this person speaks."""
    return _lines("guardian_id", "person", person_id, purpose)


def _lines(side: str, other: str, person_id: int, purpose: Purpose) -> list[Speaks]:
    records = same_people([person_id]).get(person_id, [person_id])
    rows = Guardian.objects.filter(**{f"{side}__in": records}, ended_at=None).order_by("told_at", "id")
    told = list(rows.values_list(f"{other}_id", *LINE))
    who = people_of_rows([row[0] for row in told], purpose)
    return [
        Speaks(row_id, other_id, who[other_id].code, who[other_id].name, *rest)
        for other_id, row_id, *rest in told
        if other_id in who
    ]
