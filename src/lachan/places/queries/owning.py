"""Reads for owners: counts and masked names, never more."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from psycopg import sql

from lachan.core import wall
from lachan.core.policies import exposure_policy_on
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.kernel.exposure import PlaceKind
from lachan.places.models import Day, Device, Place
from lachan.places.queries.devices import DeviceLine, device_lines

RECENT = 15
DAYS = 7

# Of one house and its parts: index ranges of a few days, whatever the size of the table.
INSIDE = sql.SQL("""
    SELECT count(*) AS inside
    FROM unnest(%(places)b::bigint[]) AS house(id)
    JOIN places_visit v ON v.place_id = house.id AND v.entered_at > %(now)b::timestamptz - interval '12 hours'
         AND v.entered_at <= %(now)b::timestamptz
    WHERE coalesce(v.left_at, v.entered_at + %(dwell)b::interval) > %(now)b::timestamptz
""")
HOURS = sql.SQL("""
    SELECT extract(hour FROM v.entered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::int AS hour, count(*) AS entries
    FROM unnest(%(places)b::bigint[]) AS house(id)
    JOIN places_visit v ON v.place_id = house.id AND v.entered_at >= %(since)b::timestamptz
         AND v.entered_at < %(until)b::timestamptz
    GROUP BY 1
""")
LATEST = sql.SQL("""
    SELECT v.person_id, v.entered_at, v.left_at
    FROM unnest(%(places)b::bigint[]) AS house(id)
    CROSS JOIN LATERAL (
        SELECT person_id, entered_at, left_at FROM places_visit
        WHERE place_id = house.id AND entered_at > %(now)b::timestamptz - interval '12 hours'
              AND entered_at <= %(now)b::timestamptz
        ORDER BY entered_at DESC LIMIT %(most)b) v
    ORDER BY v.entered_at DESC LIMIT %(most)b
""")


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place in the list of its owner."""

    place: Place
    today: int


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who came, as the owner may know them: initials and a time."""

    name: str
    entered_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnerPage:
    """What an owner sees of a place and its parts."""

    place: Place
    zones: list[Place]
    inside: int
    dwell_minutes: int
    days: list[tuple[datetime, int]]  # the last seven, the newest last
    hours: list[int]  # entries by hour of the day, over those days
    guests: list[Guest]
    devices: list[DeviceLine]


def kind_of(code: str) -> PlaceKind:
    kinds = exposure_policy_on(timezone.localdate()).kinds
    return kinds.get(code, kinds["other"])


def kinds() -> list[str]:
    """Kinds of place that the law of today knows."""
    return list(exposure_policy_on(timezone.localdate()).kinds)


def my_places(account_id: UUID, now: datetime) -> list[PlaceLine]:
    """Places the account keeps, by name, with today's entries."""
    rows = list(
        Place.objects.filter(ownerships__account_id=account_id, ownerships__ended_at=None).order_by("name")
    )
    inner = dict(Place.objects.filter(parent__in=rows).values_list("id", "parent_id"))
    ids = [place.id for place in rows] + list(inner)
    counted: Counter[int] = Counter()
    for place_id, entries in Day.objects.filter(place_id__in=ids, begins_at=_day(now)).values_list(
        "place_id", "entries"
    ):
        counted[inner.get(place_id) or place_id] += entries
    return [PlaceLine(place, counted[place.id]) for place in rows]


def zones_of(place: Place) -> list[Place]:
    """The parts of a place, by name."""
    return list(Place.objects.filter(parent=place).order_by("name"))


@wall.opened("places.owner_page")
def owner_page(place: Place, now: datetime) -> OwnerPage:
    """Counts, occupancy, hours and masked names of a place; who asks is settled (``owned``)."""
    zones = zones_of(place)
    ids = [place.id, *(zone.id for zone in zones)]
    first = _day(now) - timedelta(days=DAYS - 1)
    dwell = kind_of(place.kind).dwell_minutes
    [inside] = run(INSIDE, {"places": ids, "now": now, "dwell": timedelta(minutes=dwell)})
    by_day: Counter[datetime] = Counter()
    for begins_at, entries in Day.objects.filter(place_id__in=ids, begins_at__gte=first).values_list(
        "begins_at", "entries"
    ):
        by_day[begins_at] += entries
    found = run(HOURS, {"places": ids, "since": first, "until": now})
    by_hour = {row["hour"]: row["entries"] for row in found}
    devices = device_lines(Device.objects.filter(place__in=ids, revoked_at=None).exclude(name="self"))
    return OwnerPage(
        place=place,
        zones=zones,
        inside=inside["inside"],
        dwell_minutes=dwell,
        days=[(first + timedelta(days=n), by_day[first + timedelta(days=n)]) for n in range(DAYS)],
        hours=[by_hour.get(hour, 0) for hour in range(24)],
        guests=_guests(ids, now),
        devices=devices,
    )


def _guests(ids: Sequence[int], now: datetime) -> list[Guest]:
    rows = run(LATEST, {"places": list(ids), "now": now, "most": RECENT})
    names = identity.briefly([row["person_id"] for row in rows], identity.Purpose.HOST)
    return [
        Guest(names[row["person_id"]].name, row["entered_at"], row["left_at"])
        for row in rows
        if row["person_id"] in names
    ]


def _day(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
