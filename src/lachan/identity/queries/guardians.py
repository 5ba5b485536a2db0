"""Reads: who speaks for a person, and for whom a person speaks."""

from dataclasses import dataclass
from datetime import datetime

from lachan.identity.models import Guardian, Person
from lachan.identity.queries.people import same_people


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


def guardians(person_id: int) -> list[Speaks]:
    """Who speaks for this person, whichever record it was told under; the caller has settled who may see."""
    return _lines("person_id", "guardian", person_id)


def wards(person_id: int) -> list[Speaks]:
    """For whom this person speaks."""
    return _lines("guardian_id", "person", person_id)


def _lines(side: str, other: str, person_id: int) -> list[Speaks]:
    records = same_people([person_id]).get(person_id, [person_id])
    rows = Guardian.objects.filter(**{f"{side}__in": records}, ended_at=None).order_by("told_at", "id")
    told = list(rows.values_list(f"{other}_id", *LINE))
    names = {
        key: (code, name)
        for key, code, name in Person.objects.filter(id__in=[row[0] for row in told]).values_list(
            "id", "code", "name"
        )
    }
    return [Speaks(row[1], row[0], *names[row[0]], *row[2:]) for row in told if row[0] in names]
