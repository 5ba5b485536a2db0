"""Find a person by what only they and their family know together."""

from datetime import date

from lachan.core.access import Actor
from lachan.identity.models import Person
from lachan.identity.queries.people import WHO, Who


def person_by_document(actor: Actor, number: str, birth_date: date) -> Who | None:
    """The person with this document number and this birth date; None where not both fit one person."""
    actor.need_anywhere("identity.record")
    rows = list(Person.objects.filter(national_id=number, birth_date=birth_date).values_list(*WHO)[:2])
    return Who(*rows[0]) if number and len(rows) == 1 else None
