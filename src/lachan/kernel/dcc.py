"""The EU's certificate of a test (HCERT 1.3, DCC schema 1.3.0): written with our key, read whoever wrote it.

``HC1:`` Base45 ( zlib ( COSE_Sign1 ( CBOR claims ) ) ).  Nothing of it says more than name, birth and test.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import cbor2

from lachan.kernel import base45
from lachan.kernel.qr.national import plain_name
from lachan.kernel.signing import PrivateKey, PublicKey

PREFIX = "HC1:"
LONGEST = 4296  # characters of a QR code
MOST_BYTES = 100_000  # when inflated
ES256, ALGORITHM, KEY = -7, 1, 4
SIGN1, CWT = 18, 61
ISSUER, EXPIRES, ISSUED, HCERT = 1, 4, 6, -260
COVID19 = "840539006"
KINDS = {"pcr": "LP6464-4", "antigen": "LP217198-3"}
OUTCOMES = {"positive": "260373001", "negative": "260415000"}
VALID = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Test:
    """What is certified: of whom, by which test, taken when and where, with what outcome."""

    __test__ = False  # a value, not a test of ours

    name: str  # family name first, as in Viet Nam
    birth: date | None
    method: str
    taken_at: datetime
    outcome: str
    centre: str
    number: str  # of the certificate, unique
    issuer: str
    country: str = "VN"


class Unreadable(ValueError):
    """The text is no certificate of this kind."""


def write(test: Test, key: PrivateKey, *, now: datetime) -> str:
    """The text of the QR code.  Raises KeyError for a method or an outcome that no certificate can tell."""
    claims = {
        ISSUER: test.country,
        EXPIRES: int((test.taken_at + VALID).timestamp()),
        ISSUED: int(now.timestamp()),
        HCERT: {1: _certificate(test)},
    }
    protected = cbor2.dumps({ALGORITHM: ES256, KEY: kid(key.public)})
    payload = cbor2.dumps(claims)
    signature = key.sign(_signed(protected, payload))
    signed = cbor2.dumps(cbor2.CBORTag(SIGN1, [protected, {}, payload, signature]))
    return PREFIX + base45.encode(zlib.compress(signed, 9))


def kid(key: PublicKey) -> bytes:
    """How verifiers name a key of ours: eight bytes of the hash of its point."""
    return sha256(key.point).digest()[:8]


def _certificate(test: Test) -> dict[str, Any]:
    family, _, given = " ".join(test.name.split()).partition(" ")
    told = {
        "tg": COVID19,
        "tt": KINDS[test.method],
        "sc": test.taken_at.isoformat(timespec="seconds"),
        "tr": OUTCOMES[test.outcome],
        "tc": test.centre,
        "co": test.country,
        "is": test.issuer,
        "ci": test.number,
    }
    name = {"fn": family, "gn": given, "fnt": _machine(family), "gnt": _machine(given)}
    return {
        "ver": "1.3.0",
        "nam": {key: value for key, value in name.items() if value},
        "dob": test.birth.isoformat() if test.birth else "",
        "t": [told],
    }


def _machine(name: str) -> str:
    """A name as ICAO 9303 writes it.

    >>> _machine("Thị Ánh Đào")
    'THI<ANH<DAO'
    """
    return plain_name(name).replace(" ", "<").replace("-", "<").replace("'", "").replace(".", "")


def _signed(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload])


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it was read; nothing of it is believed before :meth:`is_signed_by`."""

    claims: Mapping[int, Any]
    key: bytes
    algorithm: int
    signature: bytes
    signed: bytes

    @property
    def hcert(self) -> Mapping[str, Any]:
        return self.claims[HCERT][1]  # type: ignore[no-any-return]

    def is_signed_by(self, key: PublicKey) -> bool:
        return self.algorithm == ES256 and key.verify(self.signature, self.signed)


def read(text: str) -> Certificate:
    """The parts of a certificate.  Raises :class:`Unreadable`."""
    try:
        told = cbor2.loads(_inflated(text))
        while isinstance(told, cbor2.CBORTag) and told.tag in {SIGN1, CWT}:
            told = told.value
        protected, loose, payload, signature = told
        head = {**loose, **(cbor2.loads(protected) if protected else {})}
        claims = cbor2.loads(payload)
        return Certificate(
            {**claims, HCERT: {1: claims[HCERT][1]}},
            head[KEY], head[ALGORITHM], signature, _signed(protected, payload),
        )  # fmt: skip
    except Unreadable:
        raise
    except (ValueError, TypeError, KeyError, cbor2.CBORError) as wrong:
        raise Unreadable(str(wrong)) from None


def _inflated(text: str) -> bytes:
    """What was packed, of a size that cannot fill the memory."""
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise Unreadable("no text of a certificate")
    try:
        unpacking = zlib.decompressobj()
        told = unpacking.decompress(base45.decode(text.removeprefix(PREFIX)), MOST_BYTES)
    except (ValueError, zlib.error) as wrong:
        raise Unreadable(str(wrong)) from None
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise Unreadable("too long, or cut")
    return told
