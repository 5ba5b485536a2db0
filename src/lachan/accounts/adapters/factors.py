"""Secrets of second factors, in the column of the library: sealed by the ring, and anew at each rotation.

A passkey has no secret here: its public half alone is kept.
"""

import base64
from collections import Counter
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet

from lachan.core import sealing
from lachan.core.keys import ring
from lachan.core.resealing import Holding
from lachan.core.sealing import HEAD_BYTES

CONTEXT = "mfa_authenticator.data"
MARK = "sealed:"  # what has none is Fernet's, as all was before the ring sealed it
SECRETS = ("secret", "seed")  # of an authenticator app, of recovery codes


def sealed(text: str) -> str:
    """A secret as it is stored."""
    return MARK + base64.b64encode(sealing.seal(text.encode(), context=CONTEXT)).decode()


def opened(stored: str) -> str:
    """The secret again.  Raises as ``sealing.unseal``."""
    if not stored.startswith(MARK):
        return _former().decrypt(stored.encode()).decode()
    return sealing.unseal(base64.b64decode(stored.removeprefix(MARK)), context=CONTEXT).decode()


def reseal() -> int:
    """Seal anew what the newest key did not seal; how many secrets.

    What is changed meanwhile is left alone: the newest key sealed it, or the next rotation finds it.
    """
    count, newest = 0, ring().newest.id.hex()
    for key, data in _held():
        old = [name for name in SECRETS if name in data and key_of(data[name]) != newest]
        fresh = {**data, **{name: sealed(opened(data[name])) for name in old}}
        if old and Authenticator.objects.filter(pk=key, data=data).update(data=fresh):
            count += len(old)
    return count


def uses() -> Counter[str]:
    """How many secrets each key sealed."""
    return Counter(key_of(data[name]) for _, data in _held() for name in SECRETS if name in data)


def key_of(stored: str) -> str:
    """The id of the key that sealed it, in hexadecimal; "root" where it is Fernet's."""
    if not stored.startswith(MARK):
        return "root"
    return base64.b64decode(stored.removeprefix(MARK))[1:HEAD_BYTES].hex()


def _held() -> Iterator[tuple[int, dict[str, Any]]]:
    rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    yield from rows.values_list("pk", "data").iterator()


def _former() -> Fernet:
    """Under the root of the ring, which never changes."""
    return Fernet(base64.urlsafe_b64encode(sealing.mac(b"key", purpose="accounts.factors")))


HOLDING = Holding(CONTEXT, reseal, uses)
