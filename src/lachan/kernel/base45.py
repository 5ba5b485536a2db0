"""Base45 (RFC 9285): bytes in the 45 characters that a QR code packs two into 11 bits.

Strict: one text for each value, so that a changed character is a changed value or no value at all.
"""

from struct import error, pack, unpack

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_NONE = 255
_LOW = [one + two for two in ALPHABET for one in ALPHABET]  # the first two characters of 0..2024
_VALUES = bytes(ALPHABET.find(chr(code)) & _NONE for code in range(256))  # -1 & 255 = 255: not in it


def encode(data: bytes) -> str:
    """
    >>> encode(b"Hello!!")
    '%69 VD92EX0'
    """
    even = len(data) // 2
    words = unpack(f">{even}H", data[: 2 * even])
    text = "".join([_LOW[n % 2025] + ALPHABET[n // 2025] for n in words])
    return text + _LOW[data[-1]] if len(data) % 2 else text


def decode(text: str) -> bytes:
    """The bytes of a text.  Raises ValueError where :func:`encode` would not have written it.

    >>> decode("%69 VD92EX0")
    b'Hello!!'
    """
    try:
        values = text.encode("latin-1").translate(_VALUES)
    except UnicodeEncodeError:
        raise ValueError("not Base45") from None
    if _NONE in values:
        raise ValueError(f"{text[values.index(_NONE)]!r} is not in Base45")
    whole = len(values) - len(values) % 3
    rest = values[whole:]
    words = [a + 45 * b + 2025 * c for a, b, c in zip(*(values[k:whole:3] for k in range(3)), strict=True)]
    try:
        last = pack("B", rest[0] + 45 * rest[1]) if rest else b""
        return pack(f">{len(words)}H", *words) + last
    except (error, IndexError):
        raise ValueError("cut short, or a value that two bytes do not have") from None
