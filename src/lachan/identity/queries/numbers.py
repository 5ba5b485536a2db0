"""Numbers and phones between clear text and what the tables keep of them."""

from typing import NamedTuple

from lachan.core import sealing
from lachan.core.policies import numbering
from lachan.kernel import identifiers
from lachan.kernel.identifiers import Kind

NUMBER, PHONE = "identity_identifier.sealed", "identity_phone.sealed"
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


def sealed_phone(told: str) -> Sealed:
    number = identifiers.phone(told, numbering())
    return Sealed("phone", sealing.seal(number.encode(), context=PHONE), blind_phone(number), number[-TAIL:])


def blind_identifier(number: str, kind: Kind | None = None) -> bytes:
    return sealing.blind(identifiers.key(kind or identifiers.kind_of(number), number), purpose=NUMBER)


def blind_phone(told: str) -> bytes:
    return sealing.blind(identifiers.phone(told, numbering()), purpose=PHONE)


def opened_identifier(sealed: bytes) -> str:
    return sealing.unseal(sealed, context=NUMBER).decode()


def opened_phone(sealed: bytes | None) -> str:
    """The phone, or "" where there is none."""
    return sealing.unseal(sealed, context=PHONE).decode() if sealed else ""


def blind_as_any(number: str) -> list[bytes]:
    """What the number would be kept as, whatever kind it is."""
    return [blind_identifier(number, kind) for kind in Kind]
