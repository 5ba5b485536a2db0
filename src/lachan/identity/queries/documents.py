"""Find a person by what only they and their family know together."""

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
