"""Seal what must never lie in the database in plain text: AES-256-GCM under a key kept beside it.

``context`` says what is sealed ("identity.signing_key 1a2b3c4d"); a value opens in its own context only.
"""

import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


def seal(plain: bytes, *, context: str) -> bytes:
    """Nonce and sealed bytes; another value each time."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes, *, context: str) -> bytes:
    """What was sealed.  Raises ValueError where it was changed, or sealed otherwise."""
    try:
        return _cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
    except InvalidTag:
        raise ValueError(f"not sealed by our key for {context}") from None


@cache
def _cipher() -> AESGCM:
    return AESGCM(_key(Path(settings.HOME) / "sealing_key"))


def _key(path: Path) -> bytes:
    """The key of this home: made once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text().strip())
    with os.fdopen(handle, "w") as file:
        key = AESGCM.generate_key(256)
        file.write(key.hex())
    return key
