"""Values that must not lie readable in the database: sealed (AES-256-GCM), found by blind indexes (ADR 0016).

A sealed value is ``version (1 byte) | key id (4) | tag of the context (4) | nonce (12) | ciphertext, AES tag
(16)``.  The context says where it belongs (``table.column``, or ``table.column:row``), is authenticated with
everything before the nonce, and is not stored.  No error tells a value.
"""

import hmac
import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import models

from lachan.core.errors import KeyUnknown, SealBroken, SealedElsewhere
from lachan.core.keys import ID_BYTES, ring

VERSION = b"\x01"
NONCE_BYTES, PLACE_BYTES, TAG_BYTES, BLIND_BYTES = 12, 4, 16, 16
HEAD_BYTES = 1 + ID_BYTES
NONCE_AT = HEAD_BYTES + PLACE_BYTES
BODY_AT = NONCE_AT + NONCE_BYTES
OVERHEAD_BYTES = BODY_AT + TAG_BYTES


def seal(plain: bytes, *, context: str) -> bytes:
    """Seal one value with the newest key; the same value twice gives different bytes."""
    [sealed] = seal_many([plain], context=context)
    assert sealed is not None  # noqa: S101 - only None gives None
    return sealed


def unseal(sealed: bytes, *, context: str) -> bytes:
    """The value again.

    Raises :class:`KeyUnknown`, :class:`SealedElsewhere` (another column or row) or :class:`SealBroken`.
    """
    [plain] = unseal_many([sealed], context=context)
    assert plain is not None  # noqa: S101 - only None gives None
    return plain


def seal_many(
    plains: Sequence[bytes | None], *, context: str, rows: Sequence[object] | None = None
) -> list[bytes | None]:
    """A column at once; None stays None.

    With ``rows`` each value is bound to its row as by ``context=f"{context}:{row}"``.
    """
    now = ring()
    head, encrypt = VERSION + now.newest.id, now.ciphers[now.newest.id].encrypt
    nonces = os.urandom(NONCE_BYTES * len(plains))
    sealed: list[bytes | None] = []
    for i, (plain, place) in enumerate(zip(plains, _places(context, rows, len(plains)), strict=True)):
        if plain is None:
            sealed.append(None)
            continue
        nonce, start = nonces[NONCE_BYTES * i : NONCE_BYTES * (i + 1)], head + place[0]
        sealed.append(start + nonce + encrypt(nonce, plain, start + place[1]))
    return sealed


def unseal_many(
    sealed: Sequence[bytes | None], *, context: str, rows: Sequence[object] | None = None
) -> list[bytes | None]:
    """The values of a column again; None stays None.  Raises as :func:`unseal`, at the first that fails."""
    ciphers = ring().ciphers
    plains: list[bytes | None] = []
    for one, (tag, place) in zip(sealed, _places(context, rows, len(sealed)), strict=True):
        if one is None:
            plains.append(None)
            continue
        value = bytes(one)
        if len(value) < OVERHEAD_BYTES or value[:1] != VERSION:
            raise SealBroken(context)
        cipher = ciphers.get(value[1:HEAD_BYTES])
        if cipher is None:
            raise KeyUnknown(value[1:HEAD_BYTES].hex(), context)
        if value[HEAD_BYTES:NONCE_AT] != tag:
            raise SealedElsewhere(context)
        try:
            plains.append(cipher.decrypt(value[NONCE_AT:BODY_AT], value[BODY_AT:], value[:NONCE_AT] + place))
        except InvalidTag:
            raise SealBroken(context) from None
    return plains


def _places(context: str, rows: Sequence[object] | None, count: int) -> Sequence[tuple[bytes, bytes]]:
    """Tag and full name of where each value belongs."""
    if rows is None:
        return [_place(context)] * count
    return [_place(f"{context}:{row}") for row in rows]


def _place(context: str) -> tuple[bytes, bytes]:
    full = context.encode()
    return sha256(full).digest()[:PLACE_BYTES], full


def blind(plain: str, *, purpose: str) -> bytes:
    """16 bytes by which equal values are found: HMAC-SHA256 under a key of the purpose alone.

    The caller normalises first; equal values of two purposes have nothing in common.
    """
    return hmac.digest(ring().root.derived(f"blind {purpose}"), plain.encode(), "sha256")[:BLIND_BYTES]


def blind_many(plains: Sequence[str | None], *, purpose: str) -> list[bytes | None]:
    """A column of blind indexes at once; None stays None."""
    key = ring().root.derived(f"blind {purpose}")
    return [None if p is None else hmac.digest(key, p.encode(), "sha256")[:BLIND_BYTES] for p in plains]


def mac(message: bytes, *, purpose: str) -> bytes:
    """32 bytes that nobody without the ring can make: proof that we wrote ``message``."""
    return hmac.digest(ring().root.derived(f"mac {purpose}"), message, "sha256")


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # no arguments at run time
    """A column of sealed values, known to the rotation of keys (``core.resealing``).

    It neither seals nor opens by itself: opening is a deed with a reason, so a service does it in words,
    with ``context=field.context``.  ``bound`` binds each value to the row's primary key.  ``former`` is the
    context, {row} in it, under which values were sealed before the column was one of these.
    """

    def __init__(self, *args: Any, bound: bool = False, former: str = "", **kwargs: Any) -> None:
        self.bound, self.former = bound, former
        super().__init__(*args, **kwargs)

    def opened(self, sealed: Sequence[bytes | None], rows: Sequence[object]) -> list[bytes | None]:
        """Values of the column again; ``rows`` are their primary keys.  Raises as :func:`unseal`."""
        try:
            return unseal_many(sealed, context=self.context, rows=rows if self.bound else None)
        except SealedElsewhere:
            if not self.former:
                raise
        return [self._opened(one, row) for one, row in zip(sealed, rows, strict=True)]

    def _opened(self, sealed: bytes | None, row: object) -> bytes | None:
        if sealed is None:
            return None
        try:
            return unseal(sealed, context=f"{self.context}:{row}" if self.bound else self.context)
        except SealedElsewhere:
            return unseal(sealed, context=self.former.format(row=row))

    @property
    def context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """To migrations it is what the database has: bytes."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs
