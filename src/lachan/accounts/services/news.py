"""News for people: everybody who acts for them is texted that there is some, and nothing of what it says."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from lachan.accounts.adapters import texts
from lachan.accounts.models import Account, Care
from lachan.accounts.rules import phone_number
from lachan.accounts.services.texts import Outgoing, queue_news
from lachan.core import ids, sealing
from lachan.identity import public as identity


class Reach(StrEnum):
    """How somebody can come to their news."""

    TEXT = "text"  # an account acts for them, and its number is texted
    ACCOUNT = "account"  # an account acts for them, but no text leaves: no gateway, or its number is not kept
    PAPER = "paper"  # nobody signs in for them


def text_carers(people: Sequence[int], words: str, *, now: datetime) -> dict[int, Reach]:
    """Text every account that acts for one of these people, once; where none does, their own phone.

    ``words`` go out as they are: no name, no outcome, nothing that tells of whom.  In a transaction.
    """
    same = identity.same_people(people)
    held: dict[int, set[UUID]] = {}
    known = {one for records in same.values() for one in records}
    rows = Care.objects.filter(person_id__in=known, ended_at=None, account__closed_at=None)
    for person, account in rows.values_list("person_id", "account_id"):
        held.setdefault(person, set()).add(account)
    accounts = {one: {a for r in same.get(one, [one]) for a in held.get(r, ())} for one in people}
    numbers = _numbers({account for found in accounts.values() for account in found})
    alone = [one for one, found in accounts.items() if not found]
    told = set(numbers.values()) | _phones(alone)
    channel_queues = texts().is_queued
    if channel_queues:
        queue_news([Outgoing(ids.new(), number, words) for number in sorted(told)], now=now)
    return {one: _reach(found, numbers if channel_queues else {}) for one, found in accounts.items()}


def _reach(accounts: set[UUID], numbers: dict[UUID, str]) -> Reach:
    if not accounts:
        return Reach.PAPER
    return Reach.TEXT if accounts & numbers.keys() else Reach.ACCOUNT


def _numbers(accounts: set[UUID]) -> dict[UUID, str]:
    """The numbers of these accounts that are kept."""
    rows = list(Account.objects.filter(id__in=accounts).exclude(number=None).values_list("id", "number"))
    keys, sealed = [key for key, _ in rows], [bytes(value) for _, value in rows if value]
    opened = sealing.unseal_many(sealed, context=Account.number.field.context, rows=keys)
    return {key: plain.decode() for key, plain in zip(keys, opened, strict=True) if plain}


def _phones(people: Sequence[int]) -> set[str]:
    """The phones told last of people for whom nobody signs in."""
    found = identity.people(people, identity.Purpose.REACH) if people else {}
    return {number for who in found.values() if (number := phone_number(who.phone))}
