"""The key ring: what seals columns, and the root of keyed hashes.

A ring is text, one key an entry: ``seal:KEY@2026-11-23`` or ``hash:KEY``, commas or lines between, KEY 32
bytes in base64url.  It stands in LACHAN_KEYS, or in a file made at first use, outside the folder of the
database: whoever takes the database has no key.  The last ``seal:`` seals and all open; the one ``hash:``
never changes, since blind indexes are found by it.  A key's id is a hash of it: none is taken for another.
"""

import fcntl
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from lachan.core.errors import KeysUnreadable

KEY_BYTES, ID_BYTES = 32, 4
SEAL, HASH = "seal", "hash"


@dataclass(frozen=True)
class Key:
    """One entry of the ring; its secret is in no representation."""

    kind: str
    secret: bytes = field(repr=False)
    made: str = ""

    @cached_property
    def id(self) -> bytes:
        return sha256(b"lachan key id\0" + self.secret).digest()[:ID_BYTES]

    @property
    def text(self) -> str:
        written = urlsafe_b64encode(self.secret).decode()
        return f"{self.kind}:{written}" + (f"@{self.made}" if self.made else "")

    def derived(self, purpose: str) -> bytes:
        """A key of its own for each purpose (HKDF-SHA256)."""
        return _derived(self.secret, purpose)


@dataclass(frozen=True)
class Ring:
    """All keys of an installation, oldest first."""

    keys: tuple[Key, ...]

    @cached_property
    def seals(self) -> tuple[Key, ...]:
        return tuple(key for key in self.keys if key.kind == SEAL)

    @property
    def newest(self) -> Key:
        return self.seals[-1]

    @cached_property
    def ciphers(self) -> dict[bytes, AESGCM]:
        """Key id to cipher."""
        return {key.id: AESGCM(key.derived("seal")) for key in self.seals}

    @cached_property
    def root(self) -> Key:
        return next(key for key in self.keys if key.kind == HASH)

    @property
    def text(self) -> str:
        return "".join(f"{key.text}\n" for key in self.keys)


@lru_cache(256)
def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"lachan {purpose}".encode()).derive(secret)


def make(kind: str, made: date | None = None) -> Key:
    return Key(kind, secrets.token_bytes(KEY_BYTES), made.isoformat() if made else "")


def read(text: str, where: str) -> Ring:
    """The ring that ``text`` says; :class:`KeysUnreadable` names the entry by its number, never its key."""
    keys = []
    for number, entry in enumerate(text.replace(",", "\n").split(), 1):
        kind, _, rest = entry.partition(":")
        written, _, made = rest.partition("@")
        try:
            secret = urlsafe_b64decode(written)
        except (NotBase64, ValueError):
            secret = b""
        if kind not in {SEAL, HASH} or len(secret) != KEY_BYTES:
            raise KeysUnreadable(f"{where}, entry {number}: seal:KEY or hash:KEY of 32 bytes is expected")
        keys.append(Key(kind, secret, made))
    kinds = [key.kind for key in keys]
    if SEAL not in kinds or kinds.count(HASH) != 1:
        raise KeysUnreadable(f"{where}: at least one seal: and exactly one hash: are expected")
    return Ring(tuple(keys))


def ring() -> Ring:
    """The ring as it is now: a key that another process added counts from its next use here."""
    if settings.KEYS:
        return _from_text(settings.KEYS)
    path = Path(settings.KEYS_FILE)
    try:
        state = path.stat()
    except FileNotFoundError:
        _begin(path)
        state = path.stat()
    return _from_file(path, state.st_mtime_ns, state.st_ino)


@lru_cache(4)
def _from_text(text: str) -> Ring:
    return read(text, "LACHAN_KEYS")


@lru_cache(4)
def _from_file(path: Path, changed_ns: int, inode: int) -> Ring:
    return read(path.read_text("utf-8"), str(path))


def add(made: date) -> Key:
    """Put a new key on the ring of the file; from now on it seals."""
    if settings.KEYS:
        raise KeysUnreadable("LACHAN_KEYS is set: put what `lachan keys make` prints at its end")
    ring()  # there is one
    with _locked(Path(settings.KEYS_FILE)):
        before, key = ring(), make(SEAL, made)
        _write(Path(settings.KEYS_FILE), Ring((*before.keys, key)))
    return key


def _begin(path: Path) -> None:
    with _locked(path):
        if not path.exists():
            _write(path, Ring((make(SEAL), make(HASH))))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, ring: Ring) -> None:
    """Whole or not at all, and on the disk before anything is sealed with it."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(ring.text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
