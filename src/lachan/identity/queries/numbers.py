"""Numbers and phones between clear text and what the tables keep of them."""

from collections.abc import Sequence
from typing import NamedTuple

from lachan.core import sealing
from lachan.core.policies import numbering
from lachan.identity.models import Identifier, Phone
from lachan.kernel import identifiers
from lachan.kernel.identifiers import Kind

NUMBER, PHONE = Identifier.sealed.field.context, Phone.sealed.field.context
TAIL = 3  # characters that may be shown


class Sealed(NamedTuple):
    """What is kept of a number: not to be read, to be found again, and its end to tell it apart."""

    kind: str
    sealed: bytes
    blind: bytes
    tail: str


def sealed_identifier(number: str, kind: Kind | None = None) -> Sealed:
    """A number on a card, of the kind it looks like where none is told."""
    number = identifiers.canonical(number)
    kind = kind or identifiers.kind_of(number)
    return Sealed(
        kind.value,
        sealing.seal(number.encode(), context=NUMBER),
        blind_identifier(number, kind),
        number[-TAIL:],
    )


def sealed_identifiers(told: Sequence[str]) -> list[Sealed]:
    """A column of numbers, each of the kind it looks like."""
    clear = [identifiers.canonical(number) for number in told]
    kinds = [identifiers.kind_of(number) for number in clear]
    keys = [identifiers.key(kind, number) for kind, number in zip(kinds, clear, strict=True)]
    sealed = sealing.seal_many([number.encode() for number in clear], context=NUMBER)
    blind = sealing.blind_many(keys, purpose=NUMBER)
    kept = zip(kinds, clear, sealed, blind, strict=True)
    return [Sealed(kind.value, body, key, number[-TAIL:]) for kind, number, body, key in kept if body and key]


def sealed_phones(told: Sequence[str]) -> list[Sealed]:
    """A column of phones; those of ten digits are sealed in one length."""
    rule = numbering()
    phones = [identifiers.phone(one, rule) for one in told]
    sealed = sealing.seal_many([phone.encode() for phone in phones], context=PHONE)
    blind = sealing.blind_many(phones, purpose=PHONE)
    kept = zip(phones, sealed, blind, strict=True)
    return [Sealed("phone", body, key, phone[-TAIL:]) for phone, body, key in kept if body and key]


def blind_identifier(number: str, kind: Kind | None = None) -> bytes:
    return sealing.blind(identifiers.key(kind or identifiers.kind_of(number), number), purpose=NUMBER)


def blind_phone(told: str) -> bytes:
    return sealing.blind(identifiers.phone(told, numbering()), purpose=PHONE)


def opened_identifier(sealed: bytes) -> str:
    return sealing.unseal(sealed, context=NUMBER).decode()


def opened_identifiers(sealed: Sequence[bytes]) -> list[str]:
    return [plain.decode() for plain in sealing.unseal_many(sealed, context=NUMBER) if plain is not None]


def opened_phone(sealed: bytes | None) -> str:
    """The phone, or "" where there is none."""
    return sealing.unseal(sealed, context=PHONE).decode() if sealed else ""


def blind_as_any(number: str) -> list[bytes]:
    """What the number would be kept as, whatever kind it is."""
    return [blind_identifier(number, kind) for kind in Kind]
