"""Writes: people, places and hamlets of a divided unit go to its successors together, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from lachan.areas import public as areas
from lachan.core.access import Actor
from lachan.identity import public as identity

TABLE = "places_place"


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a divided unit goes to which unit of today; None for people or places means all of them."""

    unit_id: int
    to_id: int
    people: Sequence[int] | None = ()
    places: Sequence[int] | None = ()
    hamlets: Sequence[int] = ()


@transaction.atomic
def place_left(actor: Actor, choice: Choice) -> int:
    """Place what was chosen, all or nothing; return how many people, places and hamlets.

    Raises :class:`NothingWaits`, :class:`NotItsSuccessor`, :class:`NotAHamlet`, :class:`NotAllowed`.
    """
    for hamlet in choice.hamlets:
        areas.adopt_hamlet(actor, hamlet, choice.to_id)
    if choice.hamlets and not _has(choice.people) and not _has(choice.places):
        return len(choice.hamlets)
    placing = areas.open_placing(actor, choice.unit_id, choice.to_id)
    moved = 0
    if _has(choice.people):
        moved += identity.place_people(actor, placing, choice.people)
    if _has(choice.places):
        moved += areas.place(actor, TABLE, placing, choice.places)
    if moved or not choice.hamlets:
        areas.close_placing(actor, placing, moved)
    return moved + len(choice.hamlets)


@transaction.atomic
def take_back(actor: Actor, decision_id: UUID) -> tuple[int, int]:
    """Put people and places back where a decision took them from; return the unit, and how many.

    What was moved again since stays.  Raises :class:`TakenBackAlready`, :class:`NotAllowed`.
    """
    back = areas.take_back(actor, decision_id)
    count = identity.put_people_back(actor, back) + areas.put_back(actor, TABLE, back)
    return back.from_id, count


def _has(chosen: Sequence[int] | None) -> bool:
    return chosen is None or bool(chosen)
