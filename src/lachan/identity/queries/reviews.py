"""Pairs of records that wait for somebody to look at them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from lachan.core import wall
from lachan.core.access import Actor, within
from lachan.core.policies import numbering
from lachan.identity.errors import ReviewUnknown
from lachan.identity.models import Identifier, Person, Review
from lachan.identity.queries.matching import compared
from lachan.identity.queries.numbers import opened_identifier
from lachan.identity.queries.people import Who, people, persons, same_people
from lachan.identity.rules import MASKS, Purpose, Show, tail
from lachan.kernel.identifiers import Kind, Warned, warnings
from lachan.kernel.matching import Compared

COUNTED = 1000  # more are shown as "1.000+"


@dataclass(frozen=True, slots=True)
class Carries:
    """A number somebody carries: its kind, the number or its end, and what looks wrong about it."""

    kind: str
    number: str
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records, with everything known under it."""

    who: Who
    numbers: tuple[Carries, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records beside each other; ``compared``: how each thing agrees."""

    earlier: Side
    later: Side
    compared: Compared


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair of the queue and its neighbours there."""

    id: UUID
    pair: Pair
    before: UUID | None
    after: UUID | None
    count: int


def waiting(actor: Actor, review_id: UUID | None = None) -> Waiting | None:
    """A pair that waits in the actor's area, the first where none is named; None: nothing waits.

    Raises :class:`ReviewUnknown` where it was decided already, or lies elsewhere.
    """
    actor.need_anywhere("identity.merge")
    rows = Review.objects.filter(within(actor.area_path), decision="")
    found = rows.filter(id=review_id).first() if review_id else rows.order_by("area_path", "id").first()
    if found is None:
        if review_id:
            raise ReviewUnknown
        return None
    place = {"area_path": found.area_path, "id": found.id}
    later = Q(area_path__gt=place["area_path"]) | Q(area_path=place["area_path"], id__gt=place["id"])
    earlier = Q(area_path__lt=place["area_path"]) | Q(area_path=place["area_path"], id__lt=place["id"])
    return Waiting(
        found.id,
        pair(found.other_id, found.person_id),
        rows.filter(earlier).order_by("-area_path", "-id").values_list("id", flat=True).first(),
        rows.filter(later).order_by("area_path", "id").values_list("id", flat=True).first(),
        rows[:COUNTED].count(),
    )


@wall.opened("identity.pair")
def pair(one: int, other: int) -> Pair:
    """Two records beside each other, for a caller that has settled who may see them."""
    who = people([one, other], Purpose.MATCHING)
    earlier, later = (Side(who[key], carried(who[key], Purpose.MATCHING)) for key in sorted((one, other)))
    return Pair(earlier, later, compared(earlier.who.id, later.who.id))


def carried(who: Who, purpose: Purpose) -> tuple[Carries, ...]:
    """The numbers of one record, as much of them as the purpose needs, and what looks wrong about them."""
    show, found = MASKS[purpose].number, []
    if show is Show.HIDDEN:
        return ()
    for row in Identifier.objects.filter(person=who.id).order_by("kind", "id"):
        number = opened_identifier(bytes(row.sealed))
        wrong = warnings(Kind(row.kind), number, numbering(), who.birth_date, who.sex)
        found.append(Carries(row.kind, number if show is Show.FULL else tail(row.tail), tuple(wrong)))
    return tuple(found)


@wall.opened("identity.same_as")
def same_as(person_id: int) -> list[Who]:
    """The other records that are held to be the same person, the one that stands for them first."""
    rows = Person.objects.filter(id__in=same_people([person_id])[person_id]).exclude(id=person_id)
    return sorted(persons(rows, Purpose.REGISTER_LIST), key=lambda who: who.id)
