"""Make the record of one person, as a citizen or a desk tells it."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lachan.areas import public as areas
from lachan.core import audit, wall
from lachan.core.access import Actor
from lachan.identity.models import Identifier, Person
from lachan.identity.queries import Who, people
from lachan.identity.queries.numbers import blind_as_any, sealed_identifier
from lachan.identity.rules import Purpose

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that is misread


@dataclass(frozen=True, slots=True)
class PersonTold:
    """What somebody tells of a person; ``national_id`` may be empty."""

    name: str
    birth_date: date
    sex: str
    national_id: str
    home: areas.Unit | None


@wall.opened("identity.record_person")
@transaction.atomic
def record_person(actor: Actor, told: PersonTold) -> Who:
    """A new record.  Whether it is the same human being as another one is the question of matching.

    A document number that stands on another record is not taken over: who types it has not proven it, and
    two records with one number would make it worthless for its owner.
    """
    actor.need_anywhere("identity.record")
    made = Person.objects.create(
        code="C" + "".join(secrets.choice(LETTERS) for _ in range(10)),
        name=" ".join(unicodedata.normalize("NFC", told.name).split()),
        birth_date=told.birth_date,
        sex=told.sex,
        area_id=told.home.id if told.home else None,
        area_path=told.home.path if told.home else "",
    )
    if told.national_id and not Identifier.objects.filter(blind__in=blind_as_any(told.national_id)).exists():
        number = sealed_identifier(told.national_id)
        Identifier.objects.create(person=made, **number._asdict())
    audit.record(actor, "identity.record_person", made.code, area_path=made.area_path)
    return people([made.id], Purpose.NAMELESS)[made.id]
