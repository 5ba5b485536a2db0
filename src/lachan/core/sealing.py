"""National ids and phones at rest: sealed so that a copied disk tells nothing, found by a keyed hash."""

import hashlib
import hmac
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES, BLIND_BYTES = 12, 16


def seal(plain: bytes, *, context: str) -> bytes:
    """Encrypt; the same ``context`` (table and column) opens it again."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes, *, context: str) -> bytes:
    """Decrypt.  Raises ``cryptography.exceptions.InvalidTag`` for another context or a changed byte."""
    return _cipher().decrypt(bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:]), context.encode())


def blind(plain: str, *, purpose: str) -> bytes:
    """Sixteen bytes, equal for equal text and purpose, which say nothing without the key."""
    return hmac.digest(_key()[32:], f"{purpose}\0{plain}".encode(), hashlib.sha256)[:BLIND_BYTES]


@cache
def _cipher() -> AESGCM:
    return AESGCM(_key()[:32])


@cache
def _key() -> bytes:
    """64 bytes, made once and kept readable by their owner only."""
    path = Path(settings.HOME) / "sealing_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        key = os.urandom(64)
        file.write(key)
    return key
