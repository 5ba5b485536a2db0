"""Units by code, by id, by level."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lachan.areas.models import Area


@dataclass(frozen=True, slots=True)
class Unit:
    """What other rooms keep of a unit."""

    id: int
    code: str
    name: str
    level: str
    path: str


UNIT = ("id", "code", "name", "level", "path")


def units_by_code(codes: Iterable[str], on: date) -> dict[str, Unit]:
    """The units that these codes meant on a day.  Codes without one are missing from the answer."""
    rows = Area.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), code__in=set(codes), valid_from__lte=on)
    return {row[1]: Unit(*row) for row in rows.order_by("valid_from").values_list(*UNIT)}


def units(ids: Iterable[int]) -> dict[int, Unit]:
    """Units by id."""
    return {row[0]: Unit(*row) for row in Area.objects.filter(id__in=set(ids)).values_list(*UNIT)}


def every_unit() -> list[Unit]:
    """The whole forest, parents before children."""
    return [Unit(*row) for row in Area.objects.order_by("path").values_list(*UNIT)]


def units_at(levels: Iterable[str]) -> list[Unit]:
    return [
        Unit(*row) for row in Area.objects.filter(level__in=set(levels)).order_by("path").values_list(*UNIT)
    ]


@dataclass(frozen=True, slots=True)
class Stored:
    """What hangs where, as it was stored; a unit's key is its code and its first day."""

    parent: tuple[str, date] | None
    valid_to: date | None


def stored_tree() -> dict[tuple[str, date], Stored]:
    """Every unit by key."""
    rows = Area.objects.values_list("code", "valid_from", "parent__code", "parent__valid_from", "valid_to")
    return {
        (code, since): Stored((above, begins) if above else None, end)
        for code, since, above, begins, end in rows
    }
