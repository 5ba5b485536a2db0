"""Writes: what units became."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas.events import AreasReorganised
from lachan.areas.services.hamlets import carry_hamlets
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.events import emit
from lachan.core.statements import run


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One unit goes into another, whole or in part; units are told by code and first day."""

    from_code: str
    from_since: date
    to_code: str
    to_since: date
    day: date
    kind: str
    share: float | None
    share_of: str
    is_main: bool
    source: str


COLUMNS = {
    "from_code": "text", "from_since": "date", "to_code": "text", "to_since": "date", "day": "date",
    "kind": "text", "share": "float8", "share_of": "text", "is_main": "boolean", "source": "text",
}  # fmt: skip
STORE = sql.SQL("""
    INSERT INTO areas_link AS l (from_unit_id, to_unit_id, day, kind, share, share_of, is_main, source)
    SELECT f.id, t.id, new.day, new.kind, new.share, new.share_of, new.is_main, new.source
    FROM unnest({arrays}) AS new ({names})
    JOIN areas_area f ON f.code = new.from_code AND f.valid_from = new.from_since
    JOIN areas_area t ON t.code = new.to_code AND t.valid_from = new.to_since
    ON CONFLICT (from_unit_id, to_unit_id) DO UPDATE SET
        day = EXCLUDED.day, kind = EXCLUDED.kind, share = EXCLUDED.share, share_of = EXCLUDED.share_of,
        is_main = EXCLUDED.is_main, source = EXCLUDED.source
    WHERE (l.day, l.kind, l.share, l.share_of, l.is_main, l.source) IS DISTINCT FROM
          (EXCLUDED.day, EXCLUDED.kind, EXCLUDED.share, EXCLUDED.share_of, EXCLUDED.is_main, EXCLUDED.source)
    RETURNING id
""").format(
    arrays=sql.SQL(", ").join(sql.SQL(f"%({name})b::{kind}[]") for name, kind in COLUMNS.items()),
    names=sql.SQL(", ").join(map(sql.Identifier, COLUMNS)),
)


@transaction.atomic
def store_links(actor: Actor, rows: Sequence[LinkRow]) -> int:
    """Store links between units that are there; return how many are new or changed.

    Hamlets of a unit that became another go along.  Emits :class:`AreasReorganised` where anything changed.
    """
    actor.need("areas.load", "")
    changed = len(run(STORE, {name: [getattr(r, name) for r in rows] for name in COLUMNS}, prepare=False))
    if changed:
        carry_hamlets(timezone.localdate())
        emit(AreasReorganised(changed))
        audit.record(actor, "areas.link", "areas", changed=changed)
    return changed
