"""Accounts for tests."""

import re
from datetime import date, datetime

from django.test import Client

from lachan.accounts import services
from lachan.accounts.adapters.texts import OnScreen
from lachan.accounts.models import Account
from lachan.identity import public as identity
from tests.make import NOON

PHONE = "091 234 56 78"


def code_in(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text)
    assert found is not None, text
    return found[0]


def make_account(phone: str = PHONE, *, now: datetime = NOON) -> Account:
    """A citizen who signed in."""
    asked = services.ask_code(phone, "203.0.113.7", OnScreen(), now=now)
    return services.sign_in(asked.code_id, code_in(asked.shown), now=now)


def told(
    name: str = "Trần Thị Hoa", document: str = "", born: date = date(1950, 3, 9)
) -> identity.PersonTold:
    return identity.PersonTold(name, born, "female", document, None)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account.user)
    session = client.session
    session["citizen"] = True
    session.save()
    return client
