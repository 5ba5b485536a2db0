"""Pure decisions about numbers, codes and who may act for whom."""

import hmac
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network

import phonenumbers

CODE_DIGITS = 6
TRIES = 5  # wrong codes before a new one is needed: 5 in a million
OPENING = timedelta(minutes=60)  # how long a record stays open by break-glass
REASON_LETTERS = 10  # a reason is a sentence
TOKEN_PREFIX = "lcs_"  # noqa: S105 - lets a scanner of leaked secrets know ours; no secret itself


class Relation(StrEnum):
    """What the person is to the holder of the account."""

    SELF = "self"
    CHILD = "child"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    SPOUSE = "spouse"
    SIBLING = "sibling"
    OTHER = "other"


class Basis(StrEnum):
    """Why an account may act for a person.  That they share a number is no reason."""

    MADE = "made"  # the account made the record
    DOCUMENT = "document"  # document number and birth date fitted
    DESK = "desk"  # staff saw the person and the card


class TextState(StrEnum):
    """What became of a text."""

    WAITING = "waiting"
    SENT = "sent"
    LATE = "late"  # its code was over before the gateway took it


def phone_number(text: str, country: str = "VN") -> str | None:
    """The number in its international form; None where no telephone has it, whoever asks.

    >>> phone_number("091 234 56 78")
    '+84912345678'
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def same(one: str, other: str) -> bool:
    """Compare digests in constant time."""
    return hmac.compare_digest(one, other)


def network_of(address: str) -> str:
    """The neighbourhood of an address: /24 or /48.

    >>> network_of("203.0.113.77"), network_of("2001:db8:1:2::5")
    ('203.0.113.0/24', '2001:db8:1::/48')
    """
    try:
        version = ip_address(address).version
    except ValueError:
        return "unknown"
    return str(ip_network(f"{address}/{24 if version == 4 else 48}", strict=False))
