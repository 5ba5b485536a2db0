"""Reads: what verifiers trust, who holds a card, for whom cards are printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from lachan.areas import public as areas
from lachan.core import wall
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.identity.errors import PersonUnknown
from lachan.identity.models import Card, Form, Person, Precision, SigningKey
from lachan.identity.queries.people import person
from lachan.identity.queries.persons import ids_named
from lachan.identity.queries.reviews import carried
from lachan.identity.rules import Purpose
from lachan.kernel import qr
from lachan.kernel.identifiers import Kind
from lachan.kernel.names import words
from lachan.kernel.signing import PublicKey

CODES = "codes"  # the purpose of the keys that sign what is described in ADR 0013
PAPERS = (Kind.CCCD, Kind.CMND, Kind.PASSPORT, Kind.OTHER)  # whose number may stand in the national layout
PAGE = 25
OVERLAP = timedelta(minutes=10)  # longer than any transaction that takes cards back


def trust(now: datetime, *, numbers: Iterable[int] | None = None) -> qr.Trust:
    """What a verifier needs at ``now``; nothing in it is about a person.

    With ``numbers`` only those cards are looked up: enough where one code is checked beside the database.
    """
    rows = list(SigningKey.objects.filter(purpose=CODES))
    cards = Card.objects.filter(revoked_at__isnull=False, valid_until__gte=timezone.localdate(now))
    if numbers is not None:
        cards = cards.filter(number__in=set(numbers))
    keys = [PublicKey(bytes.fromhex(row.point)) for row in rows]
    return qr.Trust(
        {key.id: key for key in keys},
        frozenset(bytes.fromhex(row.id) for row in rows if row.stolen_at),
        frozenset(cards.values_list("number", flat=True)),
        now,
    )


@wall.opened("identity.taken_back")
def taken_back(since: datetime | None, now: datetime) -> qr.Trust:
    """:func:`trust` for a scanner that knows all up to ``since``: of the cards only those taken back later.

    A moment earlier, that is: what was being taken back while it last asked is told once more.
    """
    known, late = trust(now, numbers=[]), Q()
    if since is not None:
        late = Q(revoked_at__gt=since - OVERLAP)
    cards = Card.objects.filter(late, revoked_at__isnull=False, valid_until__gte=timezone.localdate(now))
    return replace(known, revoked=frozenset(cards.values_list("number", flat=True)))


@wall.opened("identity.judge")
def judge(scanned: str | bytes, now: datetime) -> qr.Reading:
    """Verify one code beside the database: what was taken back a moment ago is known."""
    number = qr.card_number_of(qr.read(scanned))
    numbers = [] if number is None else [number]
    reading = qr.verify(scanned, trust(now, numbers=numbers), now)
    if reading.valid and not Card.objects.filter(number__in=numbers).exists():
        return reading.because(None, "card_unknown", "signed by us, but no such card is kept here", "number")
    return reading


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card as staff see it."""

    number: int
    person_code: str
    form: str
    issued_at: datetime
    valid_until: date
    revoked_at: datetime | None


def card(actor: Actor, number: int) -> HeldCard:
    """A card of somebody in the actor's area.  Raises :class:`NotFound`."""
    actor.need_anywhere("identity.cards")
    row = Card.objects.filter(within(actor.area_path, "person__area_path"), number=number).values_list(
        "number", "person__code", "form", "issued_at", "valid_until", "revoked_at"
    )
    found = row.first()
    if found is None:
        raise NotFound("card")
    return HeldCard(*found)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody for whom a card is or may be printed: what ``Purpose.DESK`` shows."""

    id: int
    code: str
    name: str
    birth_year: int | None
    area_path: str
    commune: str
    printed_at: datetime | None = None  # the latest printed card that is valid still


def holder(actor: Actor, code: str) -> Holder:
    """One person.  Raises :class:`PersonUnknown`: unknown and outside the actor's area look alike."""
    found, _ = holders(actor, [code])
    if not found:
        raise PersonUnknown(code)
    return found[0]


def holders(actor: Actor, codes: Sequence[str]) -> tuple[list[Holder], list[str]]:
    """People by code, in the order given, each once; and the codes that mean nobody the actor may see."""
    wanted = list(dict.fromkeys(codes))
    found = {holder.code: holder for holder in _holders(actor, Q(code__in=wanted), None)}
    return [found[code] for code in wanted if code in found], [code for code in wanted if code not in found]


def holders_in(actor: Actor, area_path: str) -> list[Holder]:
    """Everybody of a unit and below it."""
    actor.need("identity.cards", area_path)
    return _holders(actor, within(area_path), None)


def holders_like(actor: Actor, typed: str) -> tuple[list[Holder], bool]:
    """A page of people whose names have all words typed, or whose code begins so; whether there are more."""
    text = " ".join(typed.split())
    if not words(text):
        return [], False
    named = ids_named(actor.area_path, text, PAGE + 1)
    page = _holders(actor, Q(code__istartswith=text) | Q(id__in=named), PAGE + 1)
    return page[:PAGE], len(page) > PAGE


def _holders(actor: Actor, which: Q, most: int | None) -> list[Holder]:
    """People of the actor's area, by commune and name."""
    actor.need_anywhere("identity.cards")
    printed = Q(
        cards__form=Form.PRINTED, cards__revoked_at=None, cards__valid_until__gte=timezone.localdate()
    )
    rows = (
        Person.objects.filter(which, within(actor.area_path))
        .annotate(printed_at=Max("cards__issued_at", filter=printed))
        .order_by("area_path", "name", "id")
        .values_list("id", "code", "name", "birth_date", "area_id", "area_path", "printed_at")[:most]
    )
    people = list(rows)
    units = areas.units({area_id for *_, area_id, _path, _at in people if area_id})
    return [
        Holder(
            id, code, name, born.year if born else None, path,
            units[area_id].name if area_id in units else "", printed_at,
        )
        for id, code, name, born, area_id, path, printed_at in people
    ]  # fmt: skip


def personal(actor: Actor, code: str) -> qr.Personal | None:
    """What the national layout tells of a person, without a QID; None where the number or birth is not known.

    Raises :class:`PersonUnknown`.
    """
    actor.need_anywhere("identity.cards")
    who = person(actor, code, Purpose.CARD)
    numbers = {told.kind: told.number for told in carried(who, Purpose.CARD)}  # of a kind, the one told last
    paper = next((numbers[kind] for kind in PAPERS if kind in numbers), "")
    if not paper or who.birth_date is None or who.birth_precision != Precision.DAY:
        return None
    sex = {"male": "1", "female": "2"}.get(who.sex, "0")
    return qr.Personal(
        paper, who.name, who.birth_date.isoformat(), "0", sex=sex, insurance=numbers.get(Kind.BHYT, ""),
        phone=who.phone,
    )  # fmt: skip
