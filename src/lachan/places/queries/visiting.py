"""Reads for visitors: the place behind a code, and a person's own visits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import sql

from lachan.core import wall
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.kernel import qr
from lachan.places.models import Place, Visit

KEPT_DAYS = Visit.Privacy.keep_days
MINE = sql.SQL("""
    SELECT v.place_id, v.entered_at, v.left_at, p.name, p.kind, outer_.name AS house,
           d.id AS dispute_id, d.is_agreed
    FROM places_visit v JOIN places_place p ON p.id = v.place_id
    LEFT JOIN places_place outer_ ON outer_.id = p.parent_id
    LEFT JOIN places_dispute d ON d.person_id = v.person_id AND d.place_id = v.place_id
         AND d.entered_at = v.entered_at
    WHERE v.person_id = ANY(%(people)b::bigint[]) AND v.entered_at > %(since)b::timestamptz
    ORDER BY v.entered_at DESC LIMIT %(most)b
""")
MOST = 300


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """A visit as the visitor sees it; ``gone_at`` is when the law has it deleted."""

    place_id: int
    name: str
    kind: str
    entered_at: datetime
    left_at: datetime | None
    is_disputed: bool
    is_agreed: bool | None

    @property
    def gone_at(self) -> datetime:
        return self.entered_at + timedelta(days=KEPT_DAYS)

    @property
    def key(self) -> str:
        return f"{self.place_id}_{self.entered_at.isoformat()}"


def place_behind(code: str, now: datetime) -> Place | None:
    """The place of a poster's code; None where no key of ours signed it, or the place is gone."""
    number = qr.place_number(code, identity.trust(now, numbers=()))
    return Place.objects.select_related("parent").filter(pk=number).first() if number is not None else None


@wall.opened("places.own_visits")
def own_visits(person_id: int, now: datetime) -> list[OwnVisit]:
    """The visits of the days that the law keeps, newest first; who asks is settled.

    Those of all records that are held to be this person.
    """
    since = now - timedelta(days=KEPT_DAYS)
    rows = run(
        MINE, {"people": identity.same_people([person_id]).get(person_id, []), "since": since, "most": MOST}
    )
    return [
        OwnVisit(
            row["place_id"], f"{row['house']} · {row['name']}" if row["house"] else row["name"], row["kind"],
            row["entered_at"], row["left_at"], row["dispute_id"] is not None, row["is_agreed"],
        )
        for row in rows
    ]  # fmt: skip
