"""Reads: whom an account acts for, who acts for a person, records that were opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from lachan.accounts.errors import OpeningOver
from lachan.accounts.models import Account, Care, Consent, Opening, Text
from lachan.accounts.rules import Relation, TextState
from lachan.areas import public as areas
from lachan.core import wall
from lachan.core.access import Actor, within
from lachan.core.errors import NotAllowed, NotFound
from lachan.core.policies import consent_texts
from lachan.identity import public as identity
from lachan.kernel.consents import GIVEN, Answered, ConsentText, holds, in_force

PAGE = 50
SLOW = timedelta(seconds=30)  # a text that waits longer is told to be late


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
    guardians: list[identity.Speaks]
    speakers: list[tuple[str, str]]  # others of the account, who could speak for this person


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
    """Ids under which everybody is known whom the account acts for."""
    held = Care.objects.filter(account=account, ended_at=None).values_list("person_id", flat=True)
    return [one for same in identity.same_people(held).values() for one in same]


def cares(account: Account) -> list[CareLine]:
    """Whom the account acts for: its holder first, then the others as they came."""
    rows = list(Care.objects.filter(account=account, ended_at=None).order_by("since_at"))
    rows.sort(key=lambda care: care.relation != Relation.SELF)
    people = identity.people([care.person_id for care in rows], identity.Purpose.OWN)
    return [CareLine(care, people[care.person_id]) for care in rows if care.person_id in people]


def care_line(account: Account, care_id: UUID) -> CareLine:
    """One of those the account acts for.  Raises :class:`NotFound`."""
    line = next((line for line in cares(account) if line.care.id == care_id), None)
    if line is None:
        raise NotFound("care")
    return line


def own_person(account: Account) -> int | None:
    """The holder's person; None where they have no record yet."""
    held = Care.objects.filter(account=account, relation=Relation.SELF, ended_at=None)
    return held.values_list("person_id", flat=True).first()


def record(actor: Actor, account: Account, care_id: UUID) -> RecordPage:
    """The record of somebody the account acts for.  Raises :class:`NotFound`."""
    line = care_line(account, care_id)
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
        guardians=identity.guardians(line.who.id, identity.Purpose.OWN),
        speakers=[(other.who.code, other.who.name) for other in cares(account) if other.care.id != care_id],
        reasons={str(o.id): o.reason for o in Opening.objects.filter(person_id=line.who.id)},
    )


def opened(actor: Actor, opening_id: UUID, *, now: datetime) -> OpeningLine:
    """The record this actor opened within the hour.  Raises :class:`OpeningOver`, :class:`NotAllowed`."""
    actor.need_anywhere("accounts.break_glass")
    found = Opening.objects.filter(pk=opening_id, actor=actor.id, ends_at__gt=now).first()
    if found is None:
        raise OpeningOver
    wall.also(found.person_id)
    who = identity.people([found.person_id], identity.Purpose.BREAK_GLASS)
    return OpeningLine(found, who[found.person_id])


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
    people = identity.people_of_rows([row.person_id for row in page], identity.Purpose.NAMELESS)
    return [OpeningLine(row, people[row.person_id]) for row in page[:PAGE]], len(page) > PAGE


@dataclass(frozen=True, slots=True)
class Receipt:
    """A yes, or its end, as the person reads it."""

    id: UUID
    title: Mapping[str, str]
    deed: str
    version: str
    digest: str
    at: datetime
    is_own: bool  # by the account of the person


@dataclass(frozen=True, slots=True)
class Question:
    """One purpose: the text in force, and the answer to it."""

    text: ConsentText
    is_given: bool
    given_before: bool  # to an older text, which holds no more


@dataclass(frozen=True, slots=True)
class ConsentPage:
    line: CareLine
    questions: list[Question]
    receipts: list[Receipt]


def has_consent(person_id: int, purpose: str, at: datetime) -> bool:
    """Whether the person had said yes to the text in force at ``at``, and had not taken it back.

    Asked before anything that depends on consent is done; records that are one person speak together.
    """
    text = in_force(consent_texts(), timezone.localdate(at)).get(purpose)
    return text is not None and holds(_answers(person_id, purpose), text.version, at)


def last_answers(person_id: int) -> dict[str, Answered]:
    """The last answer of a person for each purpose."""
    rows = _receipts(person_id).order_by("at").values_list("purpose", "deed", "version", "at")
    return {purpose: Answered(deed, version, at) for purpose, deed, version, at in rows}


def consents(account: Account, care_id: UUID, *, now: datetime) -> ConsentPage:
    """What a person is asked, what was answered, every receipt from the newest.  Raises :class:`NotFound`."""
    line = care_line(account, care_id)
    texts = in_force(consent_texts(), timezone.localdate(now))
    last = last_answers(line.who.id)
    titles = {text.version: text.title for text in consent_texts()}
    questions = []
    for purpose, text in texts.items():
        given = last[purpose].version if purpose in last and last[purpose].deed == GIVEN else ""
        questions.append(Question(text, given == text.version, given not in {"", text.version}))
    receipts = [
        Receipt(r.id, titles[r.version], r.deed, r.version, r.digest, r.at, r.relation == Relation.SELF)
        for r in _receipts(line.who.id).order_by("-at")
    ]
    return ConsentPage(line, questions, receipts)


def _receipts(person_id: int) -> QuerySet[Consent]:
    same = identity.same_people([person_id]).get(person_id, [person_id])
    return Consent.objects.filter(person_id__in=same)


def _answers(person_id: int, purpose: str) -> list[Answered]:
    rows = _receipts(person_id).filter(purpose=purpose).values_list("deed", "version", "at")
    return [Answered(*row) for row in rows]


def text_state(code_id: UUID, *, now: datetime) -> str:
    """What became of the text of a code: "waiting", "slow", "sent", "late"; "" where none was needed."""
    text = Text.objects.filter(pk=code_id).first()
    if text is None:
        return ""
    is_slow = text.state == TextState.WAITING and now - text.queued_at > SLOW
    return "slow" if is_slow else text.state
