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
    level, digest = list(leaves), sha256  # a local name: this is half the time of `lachan audit verify`
    while len(level) > 1:
        pairs = iter(level)
        above = [digest(NODE + one + other).digest() for one, other in zip(pairs, pairs, strict=False)]
        level = [*above, level[-1]] if len(level) & 1 else above
    return level[0]


def joined_root(joined: bytes) -> bytes:
    """The root of leaves that lie one behind the other."""
    return root([joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)])
