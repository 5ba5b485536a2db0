"""Reads: who speaks for a person, and for whom a person speaks."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lachan.identity.models import Guardian, GuardianBasis, Relation
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

    @property
    def in_words(self) -> str:
        """What they are to the person, and what it rests on."""
        return f"{RELATIONS[Relation(self.relation)]} · {BASES[GuardianBasis(self.basis)]}"


RELATIONS = {
    Relation.PARENT: _("Mother or father"),
    Relation.CHILD: _("Son or daughter"),
    Relation.SPOUSE: _("Wife or husband"),
    Relation.GRANDPARENT: _("Grandmother or grandfather"),
    Relation.GRANDCHILD: _("Grandchild"),
    Relation.SIBLING: _("Sister or brother"),
    Relation.CARER: _("Carer"),
    Relation.OTHER: _("Somebody else"),
}
BASES = {
    GuardianBasis.FAMILY: _("told by the family"),
    GuardianBasis.PAPER: _("a paper was seen"),
    GuardianBasis.DECISION: _("decision of a court or the commune"),
}
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
