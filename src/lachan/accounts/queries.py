"""Reads: whom an account acts for, who acts for a person, records that were opened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q

from lachan.accounts.errors import OpeningOver
from lachan.accounts.models import Account, Care, Opening
from lachan.accounts.rules import Relation
from lachan.areas import public as areas
from lachan.core import wall
from lachan.core.access import Actor, within
from lachan.core.errors import NotAllowed, NotFound
from lachan.identity import public as identity

PAGE = 50


@dataclass(frozen=True, slots=True)
class CareLine:
    """A person an account acts for."""

    care: Care
    who: identity.Who


@dataclass(frozen=True, slots=True)
class Carer:
    """An account that acts for a person; ``is_mine`` is the one that asks."""

    care_id: UUID
    number_end: str
    relation: str
    since_at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A person's record as the account that acts for them sees it."""

    line: CareLine
    home: areas.Unit | None
    carers: list[Carer]
    may_end_others: bool
    looks: list[identity.Look]
    units: dict[int, areas.Unit]  # of those who looked
    reasons: dict[str, str]  # of openings, by the reference of a look


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """An opening and whose record it is."""

    opening: Opening
    who: identity.Who


def account_of(user: AbstractBaseUser | AnonymousUser) -> Account:
    """The citizen's account that is signed in.  Raises :class:`NotAllowed` for everybody else."""
    found = Account.objects.filter(user_id=user.pk, closed_at=None).first() if user.pk else None
    if found is None:
        raise NotAllowed("accounts.own", "")
    return found


def people_in_care(account: Account) -> list[int]:
    """Ids of everybody the account acts for."""
    return list(Care.objects.filter(account=account, ended_at=None).values_list("person_id", flat=True))


def cares(account: Account) -> list[CareLine]:
    """Whom the account acts for: its holder first, then the others as they came."""
    rows = list(Care.objects.filter(account=account, ended_at=None).order_by("since_at"))
    rows.sort(key=lambda care: care.relation != Relation.SELF)
    people = identity.people([care.person_id for care in rows])
    return [CareLine(care, people[care.person_id]) for care in rows if care.person_id in people]


def person_in_care(user: AbstractBaseUser | AnonymousUser, care_id: UUID) -> identity.Who:
    """Whom the signed-in account acts for by this care.  Raises :class:`NotAllowed`, :class:`NotFound`."""
    line = next((line for line in cares(account_of(user)) if line.care.id == care_id), None)
    if line is None:
        raise NotFound("care")
    return line.who


def record(actor: Actor, account: Account, care_id: UUID) -> RecordPage:
    """The record of somebody the account acts for.  Raises :class:`NotFound`."""
    lines = cares(account)
    line = next((line for line in lines if line.care.id == care_id), None)
    if line is None:
        raise NotFound("care")
    looks = identity.looks(actor, line.who.id)
    home = line.who.area_id
    units = areas.units({look.area_id for look in looks if look.area_id} | ({home} if home else set()))
    with wall.opened("accounts.carers"):
        rows = Care.objects.select_related("account").filter(person_id=line.who.id, ended_at=None)
        others = list(rows.order_by("since_at"))
    return RecordPage(
        line=line,
        home=units.get(home) if home else None,
        carers=[
            Carer(c.id, c.account.number_end, c.relation, c.since_at, c.account_id == account.id)
            for c in others
        ],
        may_end_others=line.care.relation == Relation.SELF,
        looks=looks,
        units=units,
        reasons={str(o.id): o.reason for o in Opening.objects.filter(person_id=line.who.id)},
    )


def opened(actor: Actor, opening_id: UUID, *, now: datetime) -> OpeningLine:
    """The record this actor opened within the hour.  Raises :class:`OpeningOver`, :class:`NotAllowed`."""
    actor.need_anywhere("accounts.break_glass")
    found = Opening.objects.filter(pk=opening_id, actor=actor.id, ends_at__gt=now).first()
    if found is None:
        raise OpeningOver
    wall.also(found.person_id)
    return OpeningLine(found, identity.people([found.person_id])[found.person_id])


def is_open(actor: Actor, person_id: int, *, now: datetime) -> bool:
    """Whether the actor may see this one record although it belongs to another unit."""
    return Opening.objects.filter(person_id=person_id, actor=actor.id, ends_at__gt=now).exists()


def openings(actor: Actor, *, before: tuple[datetime, UUID] | None = None) -> tuple[list[OpeningLine], bool]:
    """Records of people of the actor's units that were opened, newest first, and whether more follow."""
    actor.need_anywhere("accounts.oversee")
    rows = Opening.objects.filter(within(actor.area_path))
    if before is not None:
        rows = rows.filter(Q(opened_at__lt=before[0]) | Q(opened_at=before[0], id__lt=before[1]))
    page = list(rows.order_by("-opened_at", "-id")[: PAGE + 1])
    people = identity.people_of_rows([row.person_id for row in page])
    return [OpeningLine(row, people[row.person_id]) for row in page[:PAGE]], len(page) > PAGE
