"""Base45 (RFC 9285): bytes in the 45 characters that a QR code packs two into 11 bits.

Strict: one text for each value, so that a changed character is a changed value or no value at all.
"""

from functools import cache
from struct import pack, unpack

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@cache
def _pairs() -> list[str]:
    """Three characters for each value of two bytes."""
    low = [ALPHABET[i % 45] + ALPHABET[i // 45] for i in range(45 * 45)]
    return [low[n % 2025] + ALPHABET[n // 2025] for n in range(65536)]


@cache
def _values() -> dict[str, int]:
    return {text: n for n, text in enumerate(_pairs())}


def encode(data: bytes) -> str:
    """
    >>> encode(b"Hello!!")
    '%69 VD92EX0'
    """
    pairs = _pairs()
    even = len(data) // 2
    text = "".join([pairs[n] for n in unpack(f">{even}H", data[: 2 * even])])
    return text + pairs[data[-1]][:2] if len(data) % 2 else text


def decode(text: str) -> bytes:
    """The bytes of a text.  Raises ValueError where :func:`encode` would not have written it.

    >>> decode("%69 VD92EX0")
    b'Hello!!'
    """
    whole, rest = len(text) - len(text) % 3, text[len(text) - len(text) % 3 :]
    values = _values()
    try:
        words = [values[text[i : i + 3]] for i in range(0, whole, 3)]
        last = [values[rest + "0"]] if rest else []
    except KeyError as wrong:
        raise ValueError(f"{wrong.args[0]!r} is not Base45") from None
    if len(rest) == 1 or any(n > 255 for n in last):
        raise ValueError("cut short")
    return pack(f">{len(words)}H", *words) + bytes(last)
