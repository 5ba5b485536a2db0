"""Merkle trees: one hash that stands for a list, and shows any change of it.

The tree of RFC 6962 (Certificate Transparency), section 2.1, over SHA-256: leaves and nodes are hashed with
different first bytes, so that none can be taken for the other.
"""

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
LEAF, NODE = b"\x00", b"\x01"


def leaf(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(LEAF + entry).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash of all, in this order.

    >>> root([]) == sha256(b"").digest()
    True
    >>> a, b, c = map(leaf, (b"a", b"b", b"c"))
    >>> root([a, b, c]) == sha256(NODE + sha256(NODE + a + b).digest() + c).digest()
    True
    """
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        even = len(level) & ~1
        pairs = zip(level[0:even:2], level[1:even:2], strict=True)
        level = [sha256(NODE + one + other).digest() for one, other in pairs] + level[even:]
    return level[0]
