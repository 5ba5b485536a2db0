"""Find a person by what only they and their family know together."""

from collections.abc import Sequence
from datetime import date

from lachan.core import wall
from lachan.core.access import Actor
from lachan.identity.models import Identifier, Person
from lachan.identity.queries.numbers import blind_as_any
from lachan.identity.queries.people import Who, persons
from lachan.identity.rules import Purpose


@wall.opened("identity.person_by_document")
def person_by_document(actor: Actor, number: str, birth_date: date) -> Who | None:
    """The person with this document number and this birth date; None where not both fit one person."""
    actor.need_anywhere("identity.record")
    if not number:
        return None
    carried = Identifier.objects.filter(blind__in=blind_as_any(number)).values("person")
    rows = Person.objects.filter(id__in=carried, birth_date=birth_date, alias=None)[:2]
    found = persons(rows, Purpose.NAMELESS)
    return found[0] if len(found) == 1 else None


@wall.opened("identity.people_by_documents")
def people_by_documents(actor: Actor, told: Sequence[tuple[str, date]]) -> list[int | None]:
    """The same for a list: the person of each number and birth date, None where not both fit one person.

    Whoever calls says for how many an actor may ask.
    """
    actor.need_anywhere("identity.record")
    blinds = [blind_as_any(number) for number, _ in told]
    rows = Identifier.objects.filter(
        blind__in=[blind for some in blinds for blind in some], person__alias=None
    ).values_list("blind", "person_id", "person__birth_date")
    carried: dict[bytes, set[tuple[int, date | None]]] = {}
    for blind, person_id, born in rows:
        carried.setdefault(bytes(blind), set()).add((person_id, born))
    found = [
        {one for blind in some for one, born in carried.get(bytes(blind), ()) if born == day}
        for some, (_, day) in zip(blinds, told, strict=True)
    ]
    return [min(people) if len(people) == 1 else None for people in found]
