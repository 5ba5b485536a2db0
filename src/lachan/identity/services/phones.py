"""Writes: a phone of one's own that shows the turning code of its holder and the family (ADR 0013).

Who may act for whom is settled by the caller: here an account of a citizen has no area, only its people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lachan.core import audit
from lachan.core.access import Actor
from lachan.identity.errors import PhoneTakenBack
from lachan.identity.models import Card, Form, Identifier
from lachan.identity.queries import people
from lachan.identity.queries.codes import Holder
from lachan.identity.queries.phones import of_phones
from lachan.identity.rules import Purpose
from lachan.identity.services.codes import signing_key, store_phone_cards
from lachan.kernel import qr
from lachan.kernel.signing import PublicKey

RENEW_DAYS = 10  # a phone that asks gets new cards so long before the old ones end


@dataclass(frozen=True, slots=True)
class Certified:
    """What a phone keeps for one person; ``paper`` is a kind of number and its end, to tell people apart."""

    person_id: int
    name: str
    paper: tuple[str, str]
    certificate: bytes
    last_day: date


@transaction.atomic
def certify_phone(
    actor: Actor, person_ids: Sequence[int], device: PublicKey, *, now: datetime
) -> list[Certified]:
    """Certificates of one phone for each of these people; asked again, the cards stay the same.

    Raises :class:`PhoneTakenBack` for a phone that was given up: it must make itself a new key.
    """
    actor.need_anywhere("identity.phones")
    point, today = device.point.hex(), timezone.localdate(now)
    cards = Card.objects.filter(device=point)
    if cards.filter(revoked_at__isnull=False).exists() and not cards.filter(revoked_at=None).exists():
        raise PhoneTakenBack
    rows = cards.filter(
        person__in=person_ids, revoked_at=None, valid_until__gt=today + timedelta(days=RENEW_DAYS)
    )
    who, held = people(person_ids, Purpose.OWN), {row.person_id: row for row in rows.select_related("key")}
    holders = [
        Holder(one.id, one.code, one.name, None, one.area_path, "")
        for key in dict.fromkeys(person_ids)
        if (one := who.get(key)) and (key not in held or held[key].key.retired_at)
    ]
    new = store_phone_cards(actor, holders, device, now=now)
    papers = _papers(person_ids)
    return [
        Certified(key, who[key].name, papers.get(key, ("", who[key].code)), *found)
        for key in dict.fromkeys(person_ids)
        if (found := new.get(key) or _again(held.get(key), device, now))
    ]


@transaction.atomic
def take_back_phone(actor: Actor, device: str, *, own: int | None, now: datetime) -> int:
    """A phone that was lost or given away shows codes no more; how many cards that were.

    Of the phones the actor entered, and of those of anybody that show the code of ``own``.
    """
    return _take_back(actor, Card.objects.filter(of_phones(actor, own), device=device), now)


@transaction.atomic
def take_back_codes(actor: Actor, person_id: int, *, entered_by: str, now: datetime) -> int:
    """Phones that somebody entered show this person's code no more; how many cards that were."""
    return _take_back(actor, Card.objects.filter(person=person_id, issued_by=entered_by), now)


def _take_back(actor: Actor, cards: QuerySet[Card], now: datetime) -> int:
    actor.need_anywhere("identity.phones")
    rows = cards.filter(form=Form.APP, revoked_at=None)
    paths = sorted(set(rows.values_list("person__area_path", flat=True)))
    count = rows.update(revoked_at=now, revoked_by=actor.id)
    for path in paths:
        audit.record(actor, "identity.take_back_phone", "cards", area_path=path, cards=count)
    return count


def _again(card: Card | None, device: PublicKey, now: datetime) -> tuple[bytes, date] | None:
    """The certificate of a card that is there already: a phone whose storage was emptied in part."""
    if card is None:
        return None
    last = qr.day_number(now) + (card.valid_until - timezone.localdate(now)).days
    return qr.certificate(signing_key(), card.number, last, device), card.valid_until


def _papers(person_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = Identifier.objects.filter(person__in=person_ids).order_by("-kind", "id")
    return {row.person_id: (row.kind, row.tail) for row in rows}
