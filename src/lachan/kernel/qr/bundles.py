"""What a scanner keeps for the time without a network: what is trusted, signed as a whole (ADR 0031).

JSON text, signed as it stands.  Cards taken back travel as gaps between sorted numbers: seven bytes each
where a hundred thousand are spread over 60 bits, and none that was not taken back is ever taken for one.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lachan.kernel.qr.own import AHEAD_SECONDS, BEHIND_SECONDS, STEP_SECONDS
from lachan.kernel.qr.trust import STALE, Trust
from lachan.kernel.signing import PrivateKey, PublicKey

FORMAT = "lachan.bundle/1"
FOR_BUNDLE = b"lachan/1 bundle of a scanner\0"
RULES = {
    "step_s": STEP_SECONDS,
    "ahead_s": AHEAD_SECONDS,
    "behind_s": BEHIND_SECONDS,
    "stale_s": int(STALE.total_seconds()),
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """The text, and a signature of it by each key that a scanner may know."""

    text: str
    signatures: Mapping[str, str]  # by id of the key, base64


def bundle(trust: Trust, since: datetime | None, signers: Collection[PrivateKey]) -> Bundle:
    """What is trusted, in full or since a moment; ``trust.revoked`` holds only what is new since then."""
    told: dict[str, Any] = trust.told() | {
        "format": FORMAT,
        "since": since.isoformat() if since else None,
        "revoked": b64encode(packed(trust.revoked)).decode(),
        "signers": {key.id.hex(): key.public.point.hex() for key in signers},
        "rules": RULES,
    }
    text = json.dumps(told, separators=(",", ":"))
    signed = {key.id.hex(): b64encode(key.sign(FOR_BUNDLE + text.encode())).decode() for key in signers}
    return Bundle(text, signed)


def is_signed(told: Bundle, known: Iterable[PublicKey]) -> bool:
    """Whether one of the keys that are known signed this text."""
    text = FOR_BUNDLE + told.text.encode()
    return any(
        key.verify(b64decode(told.signatures[key.id.hex()]), text)
        for key in known
        if key.id.hex() in told.signatures
    )


def packed(numbers: Iterable[int]) -> bytes:
    """Sorted, as gaps, seven bits a byte, the lowest first (LEB128).

    >>> packed({300, 2})
    b'\\x02\\xaa\\x02'
    """
    out, before = bytearray(), 0
    for number in sorted(numbers):
        gap, before = number - before, number
        while gap > 127:
            out.append(gap & 127 | 128)
            gap >>= 7
        out.append(gap)
    return bytes(out)


def unpacked(data: bytes) -> list[int]:
    """
    >>> unpacked(b"\\x02\\xaa\\x02")
    [2, 300]
    """
    numbers, before, gap, shift = [], 0, 0, 0
    for byte in data:
        gap |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            before += gap
            numbers.append(before)
            gap = shift = 0
    return numbers
