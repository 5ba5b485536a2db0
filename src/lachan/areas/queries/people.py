"""How many people units have, by name of the count, and rates over them."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from lachan.areas import rules
from lachan.areas.errors import DenominatorUnknown
from lachan.areas.models import Denominator
from lachan.areas.queries.units import units_by_code


def denominators(ids: list[int]) -> dict[int, list[rules.Denominator]]:
    """What is told of units: every way of counting, newest first."""
    found: dict[int, list[rules.Denominator]] = {}
    rows = Denominator.objects.filter(area_id__in=ids).order_by("name", "-year")
    for row in rows:
        told = rules.Denominator(row.name, row.year, row.persons, row.source)
        found.setdefault(row.area_id, []).append(told)
    return found


def rates(counts: Mapping[str, int], name: str, on: date | None = None) -> dict[str, rules.Rate]:
    """Counts by code of unit, over the denominator of this name.

    A unit whose denominator nobody told is an error, and no other count stands in for it.  Who can do with
    fewer units asks :func:`denominators` first.
    """
    units = units_by_code(counts, on or timezone.localdate())
    told = denominators([unit.id for unit in units.values()])
    found = {}
    for code, count in counts.items():
        own = told.get(units[code].id, []) if code in units else []
        of = rules.by_name(own, name)
        if of is None:
            raise DenominatorUnknown(code, name, ", ".join(sorted({each.name for each in own})))
        found[code] = rules.Rate(count, of)
    return found
