"""Sign in with a number and a one-time code.

Asking is the same deed for every number: whether it has an account is looked up after the code was right.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from lachan.accounts.adapters import Texts
from lachan.accounts.errors import CodeNotValid, PhoneNotValid
from lachan.accounts.models import Account, Code
from lachan.accounts.rules import CODE_DIGITS, TRIES, network_of, phone_number, same
from lachan.accounts.services.texts import queue_text
from lachan.core import audit, ids, limits, sealing, wall
from lachan.core.access import ROLES, Actor
from lachan.core.limits import Limit, Use
from lachan.core.statements import run

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
ANYBODY = Actor(id="anybody", name="anybody", role="citizen", rights=frozenset(), area_path="")

# One statement in a transaction of its own: a wrong try is counted, whatever happens next.
TRY = sql.SQL("""
    UPDATE accounts_code SET tries = tries + 1
    WHERE id = %(id)s AND used_at IS NULL AND ends_at > %(now)s AND tries < %(tries)s
    RETURNING digest, number_key, number_end, number
""")


@dataclass(frozen=True, slots=True)
class Asked:
    """A code is on its way; ``shown`` is what the page may show of the text ("" but in the demonstration)."""

    code_id: UUID
    shown: str


def number_of(text: str) -> str:
    """The telephone number somebody typed.  Raises :class:`PhoneNotValid`."""
    number = phone_number(text)
    if number is None:
        raise PhoneNotValid
    return number


def number_key(number: str) -> str:
    return sealing.mac(number.encode(), purpose="accounts.number").hex()


def citizen(account: Account) -> Actor:
    """The actor a signed-in citizen is."""
    return Actor(
        id=f"citizen:{account.id}",
        name=f"… {account.number_end}",
        role="citizen",
        rights=ROLES["citizen"],
        area_path="",
    )


def ask_code(text: str, address: str, channel: Texts, *, now: datetime) -> Asked:
    """Send a new code to a number.

    Raises :class:`PhoneNotValid`, :class:`TooMany`, :class:`TextsClosed`.
    """
    number = number_of(text)
    key = number_key(number)
    _take(key, address)
    code_id, code = ids.new(), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    lasts = timedelta(minutes=settings.ACCOUNTS_CODE_MINUTES)
    with wall.opened("accounts.ask_code"), transaction.atomic():
        Code.objects.create(
            id=code_id,
            number_key=key,
            number_end=number[-3:],
            digest=_digest(code_id, code),
            number=sealed_number(Code, code_id, number),
            sent_at=now,
            ends_at=now + lasts,
        )
        audit.record(ANYBODY, "accounts.ask_code", str(code_id))
        words = _("%(code)s is the code for Lá Chắn. It holds for %(minutes)d minutes. Tell it to nobody.")
        text = words % {"code": code, "minutes": settings.ACCOUNTS_CODE_MINUTES}
        if channel.is_queued:
            queue_text(code_id, number, text, now=now, ends_at=now + lasts)
    return Asked(code_id, "" if channel.is_queued else channel.send(number, text, key=code_id))


def _take(key: str, address: str) -> None:
    """Count one code.  What a number or an address is refused does not use up what everybody shares."""
    network = network_of(address)
    limits.take(
        Use(_limit("number_hour", HOUR), key),
        Use(_limit("number_day", DAY), key),
        Use(_limit("address_hour", HOUR), address),
        Use(_limit("network_hour", HOUR), network),
    )
    limits.take(Use(_limit("all_minute", MINUTE)))


def _limit(cap: str, per: timedelta) -> Limit:
    return Limit(f"accounts.code.{cap}", settings.ACCOUNTS_CODE_CAPS[cap], per)


def sign_in(code_id: UUID, code: str, *, now: datetime) -> Account:
    """The account of the number whose code this is; opened now if there was none.

    Raises :class:`CodeNotValid`.
    """
    with wall.opened("accounts.try_code"):
        found = run(TRY, {"id": code_id, "now": now, "tries": TRIES})
    if not found or not same(found[0]["digest"], _digest(code_id, code)):
        raise CodeNotValid
    with wall.opened("accounts.sign_in"), transaction.atomic():
        if not Code.objects.filter(pk=code_id, used_at=None).update(used_at=now):
            raise CodeNotValid  # the same code, sent twice at once
        account = account_of_number(found[0]["number_key"], found[0]["number_end"], now=now)
        if found[0]["number"] is not None and account.number is None:
            keep_number(account, opened_number(Code, code_id, found[0]["number"]))
        audit.record(citizen(account), "accounts.sign_in", str(account.id))
        return account


def account_of_number(key: str, end: str, *, now: datetime) -> Account:
    """The open account of a number; opened where there is none.  Inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])
    account = Account.objects.select_related("user").filter(number_key=key, closed_at=None).first()
    if account is not None:
        return account
    account = Account(id=ids.new(), number_key=key, number_end=end, opened_at=now)
    user = User(username=f"citizen-{account.id}")
    user.set_unusable_password()
    user.save()
    account.user = user
    account.save()
    audit.record(citizen(account), "accounts.open_account", str(account.id))
    return account


def keep_number(account: Account, number: str) -> None:
    """From now on texts reach this account."""
    account.number = sealed_number(Account, account.id, number)
    account.save(update_fields=["number"])


def sealed_number(table: type[Account] | type[Code], row: UUID, number: str) -> bytes | None:
    return sealing.seal_many([number.encode()], context=table.number.field.context, rows=[row])[0]


def opened_number(table: type[Account] | type[Code], row: UUID, sealed: bytes) -> str:
    return (sealing.unseal_many([sealed], context=table.number.field.context, rows=[row])[0] or b"").decode()


def _digest(code_id: UUID, code: str) -> str:
    return sealing.mac(f"{code_id} {code}".encode(), purpose="accounts.code").hex()
