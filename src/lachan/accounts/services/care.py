"""Whom an account acts for: it begins with a reason, and may end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from lachan.accounts.errors import AlreadyInCare, DocumentNotKnown
from lachan.accounts.models import Account, Care
from lachan.accounts.rules import Basis, Relation
from lachan.accounts.services.codes import (
    account_of_number,
    citizen,
    keep_number,
    number_key,
    number_of,
)
from lachan.core import audit, limits, wall
from lachan.core.access import Actor
from lachan.core.errors import NotFound
from lachan.core.limits import Limit, Use
from lachan.identity import public as identity

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the person at the desk showed and asked for: a document, a birth date, a number, a relation."""

    document: str
    birth_date: date
    phone: str
    relation: Relation


def add_person(account: Account, relation: Relation, told: identity.PersonTold, *, now: datetime) -> Care:
    """Act for a person: their record if the document fits and nobody holds it yet, else a new record.

    Outside both look the same, so that numbers cannot be tried here.  What is held already is joined at the
    desk, with the card.  Raises :class:`AlreadyInCare`, :class:`TooMany`.
    """
    actor = citizen(account)
    limits.take(Use(Limit("accounts.add", settings.ACCOUNTS_ADDED_A_DAY, DAY), str(account.id)))
    with wall.opened("accounts.add_person"), transaction.atomic():
        held = _held(account)
        if relation is Relation.SELF and any(care.relation == Relation.SELF for care in held):
            raise AlreadyInCare
        found = identity.person_by_document(actor, told.national_id, told.birth_date)
        if found is not None and any(care.person_id == found.id for care in held):
            raise AlreadyInCare
        if found is not None and not _is_held(found.id):
            return _begin(actor, account, found.id, relation, Basis.DOCUMENT, now)
        made = identity.record_person(actor, told)
        return _begin(actor, account, made.id, relation, Basis.MADE, now)


@wall.opened("accounts.assist")
@transaction.atomic
def assist(actor: Actor, shown: Shown, *, now: datetime) -> Care:
    """Join a number's account with the record of somebody who stands at the desk with their card.

    Typed fields today; a scanned card fills the same ones.
    Raises :class:`NotAllowed`, :class:`DocumentNotKnown`, :class:`PhoneNotValid`, :class:`AlreadyInCare`.
    """
    actor.need_anywhere("accounts.assist")
    number = number_of(shown.phone)
    found = identity.person_by_document(actor, shown.document, shown.birth_date)
    if found is None:
        raise DocumentNotKnown
    account = account_of_number(number_key(number), number[-3:], now=now)
    if account.number is None:
        keep_number(account, number)
    held = _held(account)
    is_holder = shown.relation is Relation.SELF
    if any(c.person_id == found.id or (is_holder and c.relation == Relation.SELF) for c in held):
        raise AlreadyInCare
    identity.note_view(actor, [found.id], identity.Purpose.DESK, now=now)
    return _begin(actor, account, found.id, shown.relation, Basis.DESK, now)


@wall.opened("accounts.end_care")
@transaction.atomic
def end_care(account: Account, care_id: UUID, *, now: datetime) -> Care:
    """End what this account does for a person, or what another one does for its holder.

    Raises :class:`NotFound`.
    """
    care = Care.objects.select_for_update().filter(pk=care_id, ended_at=None).first()
    mine = Care.objects.filter(account=account, relation=Relation.SELF, ended_at=None)
    holder = mine.values_list("person_id", flat=True).first()
    if care is None or (care.account_id != account.id and care.person_id != holder):
        raise NotFound("care")
    actor = citizen(account)
    care.ended_at, care.ended_by = now, actor.id
    care.save(update_fields=["ended_at", "ended_by"])
    identity.take_back_codes(actor, care.person_id, entered_by=citizen(care.account).id, now=now)
    audit.record(actor, "accounts.end_care", str(care.id))
    return care


def _held(account: Account) -> list[Care]:
    """What the account acts for, with the account locked: two requests at once come one after the other."""
    Account.objects.select_for_update().get(pk=account.pk)
    return list(Care.objects.filter(account=account, ended_at=None))


def _is_held(person_id: int) -> bool:
    return Care.objects.filter(person_id=person_id, ended_at=None).exists()


def _begin(
    actor: Actor, account: Account, person_id: int, relation: Relation, basis: Basis, now: datetime
) -> Care:
    care = Care.objects.create(
        account=account,
        person_id=person_id,
        relation=relation,
        basis=basis,
        since_at=now,
        since_by=actor.id,
    )
    audit.record(actor, "accounts.begin_care", str(care.id), relation=str(relation), basis=str(basis))
    return care
