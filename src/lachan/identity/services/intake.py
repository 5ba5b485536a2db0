"""Writes: somebody stands at the desk with a card; they are found, or their record is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lachan.core import audit
from lachan.core.access import Actor
from lachan.identity.models import Decision, Identifier, Phone, Review
from lachan.identity.queries import Who
from lachan.identity.queries.matching import Candidate, Match, Question, match
from lachan.identity.queries.numbers import sealed_identifier, sealed_phones
from lachan.identity.rules import Purpose
from lachan.identity.services.looks import note_view
from lachan.identity.services.matching import link_new
from lachan.identity.services.records import PersonTold, record_person


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card and its holder tell: the person, every number, and a phone where there is one."""

    told: PersonTold
    numbers: Sequence[str]
    phone: str


def look_up(actor: Actor, question: Question) -> Match:
    """Whether the register knows somebody like this; whoever is shown for it learns of the look."""
    found = match(actor, question)
    note_view(actor, [candidate.who.id for candidate in found.candidates], Purpose.MATCHING)
    return found


@transaction.atomic
def register(actor: Actor, shown: Shown, apart: Sequence[Candidate] = ()) -> Who:
    """A new record, with every number of the card: staff have seen it.

    ``apart`` are those it was compared with and is not.  With anybody else like it, in another area, it is
    linked or put up for review, as the record of an import would be.
    """
    made = record_person(actor, shown.told)
    _carry(made.id, shown)
    decided = {"decision": Decision.DIFFERENT, "decided_at": timezone.now(), "decided_by": actor.id}
    Review.objects.bulk_create(
        Review(person_id=made.id, other_id=c.who.id, weight=c.weight, area_path=made.area_path, **decided)
        for c in apart
    )
    link_new(actor, made.id)
    return made


@transaction.atomic
def recognise(actor: Actor, who: Who, shown: Shown) -> int:
    """The card belongs to somebody who is known: what is new on it is added; how much that was."""
    actor.need("identity.record", who.area_path)
    added = _carry(who.id, shown)
    audit.record(actor, "identity.recognise", who.code, area_path=who.area_path, added=added)
    return added


def _carry(person_id: int, shown: Shown) -> int:
    numbers = [sealed_identifier(number) for number in shown.numbers if number]
    known = set(Identifier.objects.filter(person=person_id).values_list("blind", flat=True))
    fresh = [number for number in numbers if number.blind not in {bytes(blind) for blind in known}]
    Identifier.objects.bulk_create([Identifier(person_id=person_id, **n._asdict()) for n in fresh])
    phones = [
        Phone(person_id=person_id, sealed=p.sealed, blind=p.blind, tail=p.tail)
        for p in (sealed_phones([shown.phone]) if shown.phone else [])
    ]
    before = Phone.objects.filter(person=person_id).count()
    Phone.objects.bulk_create(phones, ignore_conflicts=True)
    return len(fresh) + Phone.objects.filter(person=person_id).count() - before
