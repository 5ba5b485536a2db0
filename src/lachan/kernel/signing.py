"""ECDSA over P-256 with SHA-256, for what is checked without asking us: codes, certificates.

Signatures are r||s, 64 bytes (JOSE, COSE, WebCrypto), never DER.  A key is named by the first four bytes of
the SHA-256 of its compressed point: whoever has the key has its name, and two names never mean one key by
mistake of a clerk.  Nonces are made from key and message (RFC 6979): a weak random source leaks no key.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIGNATURE_BYTES = 64
POINT_BYTES = 33
KEY_ID_BYTES = 4
_HASH = ec.ECDSA(hashes.SHA256())
_HASH_DETERMINISTIC = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A point of the curve, 33 bytes compressed, and its name."""

    point: bytes
    id: bytes = field(init=False)
    _key: ec.EllipticCurvePublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raises ValueError for bytes that are no point of P-256 in compressed form."""
        if len(self.point) != POINT_BYTES:
            raise ValueError(f"a compressed point of P-256 has {POINT_BYTES} bytes, not {len(self.point)}")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.point)
        object.__setattr__(self, "_key", key)
        object.__setattr__(self, "id", sha256(self.point).digest()[:KEY_ID_BYTES])

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether this key signed this message.  Any bytes may be asked about."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        try:
            self._key.verify(encode_dss_signature(r, s), message, _HASH)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A secret number.  It is never printed; whoever stores it seals it first."""

    _key: ec.EllipticCurvePrivateKey = field(repr=False)
    public: PublicKey = field(init=False)

    def __post_init__(self) -> None:
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        object.__setattr__(self, "public", PublicKey(point))

    @property
    def id(self) -> bytes:
        return self.public.id

    def secret(self) -> bytes:
        """The number itself, 32 bytes: to be sealed at once."""
        return self._key.private_numbers().private_value.to_bytes(32, "big")

    def sign(self, message: bytes) -> bytes:
        """r||s over the message; the same for the same message."""
        r, s = decode_dss_signature(self._key.sign(message, _HASH_DETERMINISTIC))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def sign_many(self, messages: Iterable[bytes]) -> list[bytes]:
        return [self.sign(message) for message in messages]


def new_key() -> PrivateKey:
    """A key that nobody has had before."""
    return PrivateKey(ec.generate_private_key(ec.SECP256R1()))


def private_key(secret: bytes) -> PrivateKey:
    """The key of a stored number.  Raises ValueError where the number is none of the curve."""
    return PrivateKey(ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1()))


def public_key(x: bytes, y: bytes) -> PublicKey:
    """The key of two coordinates of at most 32 bytes (JWK, COSE).  Raises ValueError off the curve."""
    numbers = ec.EllipticCurvePublicNumbers(
        int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1()
    )
    return PublicKey(numbers.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
