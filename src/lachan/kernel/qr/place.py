"""The code of a place on its poster: opaque, signed, part of an address that any phone camera opens.

Base64url of: version 1 | key id 4 | place number 8 | signature 64, 77 bytes, 103 characters.  A poster does
not expire: it hangs for years, and says nothing but which place it stands for.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from struct import Struct

from lachan.kernel.qr.trust import Trust
from lachan.kernel.signing import SIGNATURE_BYTES, PrivateKey

VERSION = 1
HEAD = Struct(">B4sQ")
FOR_PLACE = b"lachan/1 code of a place\0"


def place_codes(issuer: PrivateKey, numbers: Iterable[int]) -> list[str]:
    """The codes of places by their numbers."""
    codes = []
    for number in numbers:
        head = HEAD.pack(VERSION, issuer.id, number)
        codes.append(_text(head + issuer.sign(FOR_PLACE + head)))
    return codes


def place_number(code: str, trust: Trust) -> int | None:
    """The place that a code stands for; None where no key of ours signed it, whatever else it is."""
    try:
        payload = urlsafe_b64decode(code.encode("ascii") + b"=" * (-len(code) % 4))
    except ValueError:
        return None
    if len(payload) != HEAD.size + SIGNATURE_BYTES or _text(payload) != code:  # one code, one text
        return None
    version, key_id, number = HEAD.unpack_from(payload)
    key = trust.keys.get(key_id)
    if version != VERSION or key is None or key_id in trust.stolen:
        return None
    head = payload[: HEAD.size]
    return number if key.verify(payload[HEAD.size :], FOR_PLACE + head) else None


def _text(payload: bytes) -> str:
    return urlsafe_b64encode(payload).rstrip(b"=").decode()
