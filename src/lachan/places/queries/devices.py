"""Reads: scanners, when they were heard of last, and the numbers that never came."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Func, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from lachan.places.models import Device

# Numbers between the first and the last that were not told; ranges are half-open.
MISSING = """
    (SELECT coalesce(sum(upper(hole) - lower(hole)), 0)::bigint
     FROM unnest(int8multirange(int8range(lower(seen), upper(seen))) - seen) AS hole)
"""


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A scanner as lists show it.  ``clock_off`` is how far its clock is ahead of ours."""

    id: int
    name: str
    place_code: str
    place_name: str
    made_at: datetime
    revoked_at: datetime | None
    met_at: datetime | None
    clock_off: timedelta | None
    last_number: int | None
    missing: int


def device_lines(rows: QuerySet[Device]) -> list[DeviceLine]:
    """These devices, newest first."""
    found = (
        rows.annotate(
            missing=RawSQL(MISSING, []),  # noqa: S611 - no parameter of anybody's
            end=Func(F("seen"), function="upper", output_field=IntegerField()),
        )
        .order_by("-id")
        .values_list(
            "id", "name", "place__code", "place__name", "made_at", "revoked_at", "met_at", "met_device_at",
            "end", "missing",
        )
    )  # fmt: skip
    return [
        DeviceLine(
            id, name, code, place, made_at, revoked_at, met_at,
            met_device_at - met_at if met_at and met_device_at else None, end - 1 if end else None, missing,
        )
        for id, name, code, place, made_at, revoked_at, met_at, met_device_at, end, missing in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """A scanner as it is told of itself: ``last`` is the highest number it told, 0 before the first."""

    id: int
    name: str
    place: str
    place_name: str
    last: int
    missing: int


def own_device(digest: str) -> OwnDevice | None:
    """The device of a token that still counts."""
    lines = device_lines(Device.objects.filter(token_digest=digest, revoked_at=None))
    names = dict(Device.objects.filter(token_digest=digest).values_list("id", "place__parent__name"))
    for line in lines:
        outer = names.get(line.id)
        shown = f"{outer} · {line.place_name}" if outer else line.place_name
        return OwnDevice(line.id, line.name, line.place_code, shown, line.last_number or 0, line.missing)
    return None
