"""What a verifier must have before it loses the network: keys, and what was taken back.  No personal byte."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from lachan.kernel.signing import PublicKey

LOCAL = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no summer time since 1975
STALE = timedelta(hours=24)  # from then on a verifier says how old its list is
FORMAT = "lachan.trust/1"


@dataclass(frozen=True, slots=True)
class Trust:
    """Keys by id, keys that were stolen, and the numbers of cards that were taken back by ``as_of``."""

    keys: Mapping[bytes, PublicKey]
    stolen: AbstractSet[bytes] = frozenset()
    revoked: AbstractSet[int] = frozenset()
    as_of: datetime | None = None

    def told(self) -> dict[str, Any]:
        """Plain values, for a file that scanners fetch."""
        return {
            "format": FORMAT,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "keys": {key_id.hex(): key.point.hex() for key_id, key in sorted(self.keys.items())},
            "stolen": sorted(key_id.hex() for key_id in self.stolen),
            "revoked": sorted(self.revoked),
        }


@dataclass(frozen=True, slots=True)
class Check:
    """One act of checking: by what is trusted, at what time on the verifier's clock.

    ``known`` remembers device certificates that held, so that a second code of the same phone costs one
    signature instead of two.
    """

    trust: Trust
    now: datetime
    known: set[bytes] = field(default_factory=set)
    today: int = field(init=False)  # days since 1970 in Viet Nam

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", day_number(self.now))


def day_number(at: datetime) -> int:
    """Days since 1970 in Viet Nam of an aware instant."""
    return at.astimezone(LOCAL).toordinal() - datetime(1970, 1, 1, tzinfo=LOCAL).toordinal()


def trust_from(told: Mapping[str, Any]) -> Trust:
    """The list of a file.  Raises ValueError where it is none, or names a key falsely."""
    if told.get("format") != FORMAT:
        raise ValueError(f"a list of the format {FORMAT} is expected")
    keys = {bytes.fromhex(name): PublicKey(bytes.fromhex(point)) for name, point in told["keys"].items()}
    if wrong := [name.hex() for name, key in keys.items() if key.id != name]:
        raise ValueError(f"the key {wrong[0]} is not what its name says")
    return Trust(
        keys,
        frozenset(bytes.fromhex(name) for name in told["stolen"]),
        frozenset(told["revoked"]),
        datetime.fromisoformat(told["as_of"]) if told["as_of"] else None,
    )
