"""Reads for communes: which places are used, which are not, and what waits for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from psycopg import sql

from lachan.areas import public as areas
from lachan.core import sealing
from lachan.core.access import Actor, end_of, within
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.places.models import Dispute, Place, Scan, Suspicion

PAGE = 50
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

# Places and counted days, each one range of an index that holds all that is asked; visits are not touched.
RATIO = sql.SQL("""
    SELECT coalesce(p.area_path, a.area_path) AS area_path, coalesce(registered, 0) AS registered,
           coalesce(active, 0) AS active, coalesce(entries, 0)::bigint AS entries
    FROM (SELECT area_path, count(*) AS registered FROM places_place
          WHERE area_path >= %(low)b AND area_path < %(high)b GROUP BY 1) p
    FULL JOIN (SELECT area_path, count(*) AS active, sum(entries) AS entries FROM places_day
          WHERE begins_at = %(day)b::timestamptz AND area_path >= %(low)b AND area_path < %(high)b
          GROUP BY 1) a USING (area_path)
""")
UNUSED = sql.SQL("""
    SELECT p.id, p.code, p.name, p.kind, p.area_id, p.area_path, last.begins_at AS last_at
    FROM places_place p
    LEFT JOIN LATERAL (SELECT d.begins_at FROM places_day d WHERE d.place_id = p.id
                       ORDER BY d.begins_at DESC LIMIT 1) last ON true
    WHERE p.area_path >= %(low)b AND p.area_path < %(high)b
          AND (p.area_path, p.id) > (%(path)b, %(id)b::bigint)
          AND (last.begins_at IS NULL OR last.begins_at < %(since)b::timestamptz)
    ORDER BY p.area_path, p.id LIMIT %(most)b
""")


@dataclass(frozen=True, slots=True)
class Activity:
    """How many of a unit's places were used on a day."""

    unit: areas.Unit | None
    registered: int
    active: int
    entries: int

    @property
    def share(self) -> float:
        return self.active / self.registered if self.registered else 1.0


@dataclass(frozen=True, slots=True)
class Unused:
    """A place without a scan for some days; ``last_at`` is None where there never was one."""

    id: int
    code: str
    name: str
    kind: str
    area_id: int | None
    area_path: str
    last_at: datetime | None


def activity(actor: Actor, day: date) -> list[Activity]:
    """Units of the actor's area with their places, the least used first."""
    actor.need_anywhere("places.inspect")
    rows = run(RATIO, {"low": actor.area_path, "high": end_of(actor.area_path), "day": begin_of(day)})
    own = {row["area_path"]: int(row["area_path"].split(".")[-2]) for row in rows if row["area_path"]}
    units = areas.units(own.values())
    found = [
        Activity(units.get(own.get(row["area_path"], 0)), row["registered"], row["active"], row["entries"])
        for row in rows
    ]
    return sorted(
        found, key=lambda one: (one.active / one.registered if one.registered else 1, -one.registered)
    )


def unused(
    actor: Actor, now: datetime, *, days: int = 7, after: tuple[str, int] = ("", 0)
) -> tuple[list[Unused], bool]:
    """Places without a scan for so many days, by area, and whether more follow."""
    actor.need_anywhere("places.inspect")
    low, high = actor.area_path, end_of(actor.area_path)
    since = begin_of(timezone.localdate(now) - timedelta(days=days - 1))
    rows = run(
        UNUSED,
        {"low": low, "high": high, "path": after[0], "id": after[1], "since": since, "most": PAGE + 1},
    )
    return [Unused(**row) for row in rows[:PAGE]], len(rows) > PAGE


def begin_of(day: date) -> datetime:
    return datetime.combine(day, time(0), LOCAL)


@dataclass(frozen=True, slots=True)
class DoubtfulScan:
    """A scan that waits for a look; ``text`` is the code where nobody is known by it."""

    scan: Scan
    place: Place
    who: identity.Who | None
    text: str


def doubtful(
    actor: Actor, *, before: tuple[datetime, int, int] | None = None
) -> tuple[list[DoubtfulScan], bool]:
    """Scans of the actor's area that wait for a look, newest first, and whether more follow.

    ``before`` is time, device and number of the last one seen: a whole upload may stand at one moment.
    """
    actor.need_anywhere("places.review")
    rows = Scan.objects.filter(within(actor.area_path), status="review")
    if before is not None:
        at, device, seq = before
        rows = rows.filter(happened_at__lte=at).exclude(
            Q(happened_at=at) & (Q(device_id__gt=device) | Q(device_id=device, seq__gte=seq))
        )
    found = list(rows.order_by("-happened_at", "-device_id", "-seq")[: PAGE + 1])
    places = {place.id: place for place in Place.objects.filter(id__in={one.place_id for one in found})}
    people = identity.people_of_rows(
        [one.person_id for one in found if one.person_id], identity.Purpose.VISITS
    )
    texts = sealing.unseal_many([one.sealed for one in found], context=Scan.sealed.field.context)
    lines = [
        DoubtfulScan(one, places[one.place_id], people.get(one.person_id or 0), _told(one, text))
        for one, text in zip(found, texts, strict=True)
        if one.place_id in places
    ]
    return lines[:PAGE], len(found) > PAGE


def _told(scan: Scan, text: bytes | None) -> str:
    return "" if scan.person_id or not text else text.decode(errors="replace")[:60]


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """A visit that somebody says never was."""

    dispute: Dispute
    place: Place
    who: identity.Who


def disputes(actor: Actor) -> list[DisputeLine]:
    """Open ones of the actor's area, oldest first."""
    actor.need_anywhere("places.review")
    open_ones = Dispute.objects.filter(within(actor.area_path), decided_at=None)
    rows = list(open_ones.order_by("told_at")[:PAGE])
    places = {place.id: place for place in Place.objects.filter(id__in=[row.place_id for row in rows])}
    people = identity.people_of_rows([row.person_id for row in rows], identity.Purpose.VISITS)
    return [
        DisputeLine(row, places[row.place_id], people[row.person_id])
        for row in rows
        if row.place_id in places and row.person_id in people
    ]


def suspicions(actor: Actor) -> Sequence[Suspicion]:
    """What owners told, open ones of the actor's area, oldest first."""
    actor.need_anywhere("places.review")
    rows = Suspicion.objects.select_related("place").filter(within(actor.area_path), closed_at=None)
    return list(rows.order_by("told_at")[:PAGE])
