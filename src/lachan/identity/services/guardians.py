"""Writes: who speaks for a person."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.errors import NotFound
from lachan.identity.errors import AlreadyGuardian
from lachan.identity.models import Guardian, GuardianBasis, Relation
from lachan.identity.queries.people import Who


@dataclass(frozen=True, slots=True)
class GuardianTold:
    """Who speaks for somebody, what they are to them, and what it rests on."""

    guardian_id: int
    relation: Relation
    basis: GuardianBasis


@transaction.atomic
def add_guardian(actor: Actor, person: Who, told: GuardianTold) -> None:
    """Somebody speaks for a person from now on; the caller has settled that the actor may see both.

    Raises :class:`AlreadyGuardian`, also where a person would speak for themselves.
    """
    actor.need_anywhere("identity.record")
    standing = Guardian.objects.select_for_update().filter(person=person.id, ended_at=None)
    if told.guardian_id == person.id or standing.filter(guardian=told.guardian_id).exists():
        raise AlreadyGuardian
    Guardian.objects.create(
        person_id=person.id,
        guardian_id=told.guardian_id,
        relation=told.relation,
        basis=told.basis,
        told_by=actor.id,
    )
    audit.record(
        actor, "identity.add_guardian", person.code, area_path=person.area_path, basis=str(told.basis)
    )


@transaction.atomic
def end_guardian(actor: Actor, person: Who, guardian_row: int) -> None:
    """Somebody speaks for a person no more.  Raises :class:`NotFound`."""
    actor.need_anywhere("identity.record")
    standing = Guardian.objects.filter(pk=guardian_row, person=person.id, ended_at=None)
    if not standing.update(ended_at=timezone.now(), ended_by=actor.id):
        raise NotFound("guardian")
    audit.record(actor, "identity.end_guardian", person.code, area_path=person.area_path)
