"""Keyset paging: the last row seen travels in the address as "time_id"."""

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

Seen = tuple[datetime, UUID]


def read(text: str) -> Seen | None:
    """The last row seen; anything else than "time_id" means the beginning."""
    at, _, key = text.partition("_")
    try:
        return datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return None


def write(at: datetime, key: UUID) -> str:
    """The last row seen, ready for an address."""
    return quote(f"{at.isoformat()}_{key}")
