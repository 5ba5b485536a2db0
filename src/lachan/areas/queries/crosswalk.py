"""What units became, what they came from, and which unit answers for them on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q
from psycopg import sql

from lachan.areas.models import Area, Link
from lachan.areas.rules import nearest_above
from lachan.core.statements import run

# Each unit and the units that it has become by a day, itself where it still stands; a unit that ended and
# whose successor nobody told is left as it is.
BECAME = sql.SQL("""
    WITH RECURSIVE way AS (
        SELECT id AS area_id, id AS unit_id, true AS is_whole FROM areas_area
        UNION
        SELECT w.area_id, l.to_unit_id, w.is_whole AND l.kind = 'whole'
        FROM way w JOIN areas_link l ON l.from_unit_id = w.unit_id AND l.day <= %(on)s)
    SELECT w.area_id, w.unit_id, w.is_whole, u.path
    FROM way w JOIN areas_area u ON u.id = w.unit_id
    WHERE (w.unit_id IN (SELECT from_unit_id FROM areas_link WHERE day <= %(on)s)) IS NOT TRUE
    ORDER BY w.area_id, u.path
""")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who answers for a unit now.

    ``heir_id`` is the unit that all of it became, itself included; None where it was divided.  ``path`` is
    the heir's, or of the nearest unit above all parts.
    """

    area_id: int
    heir_id: int | None
    path: str


def standing(on: date) -> list[Standing]:
    """Every unit ever known, and who answers for it on a day."""
    found = []
    own = dict(Area.objects.values_list("id", "path"))
    for area_id, rows in groupby(run(BECAME, {"on": on}, prepare=False), key=lambda row: row["area_id"]):
        ends = list(rows)
        if len({row["unit_id"] for row in ends}) == 1 and any(row["is_whole"] for row in ends):
            found.append(Standing(area_id, ends[0]["unit_id"], ends[0]["path"]))
        else:
            common = nearest_above([row["path"] for row in ends])
            found.append(Standing(area_id, None, common or own[area_id]))
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One end of a link: the other unit, how much of which unit, and who says so."""

    code: str
    name: str
    level: str
    valid_from: date
    valid_to: date | None
    kind: str
    share: float | None
    share_of: str
    is_main: bool
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Divided:
    """A unit that became several."""

    area_id: int
    code: str
    name: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Known:
    """A unit with its place in the tree and in time."""

    code: str
    name: str
    level: str
    valid_from: date
    valid_to: date | None
    lat: float | None
    lon: float | None
    km2: float | None
    within: list[str]
    children: int
    denominators: list[Mapping[str, object]]
    predecessors: list[Part]
    successors: list[Part]


def described(code: str, on: date) -> Known | None:
    """The unit that a code meant on a day; None where it meant none."""
    unit = _meant(code, on)
    if unit is None:
        return None
    above = Area.objects.filter(id__in=[int(step) for step in unit.path.split(".")[:-2]]).order_by("-path")
    return Known(
        unit.code,
        unit.name,
        unit.level,
        unit.valid_from,
        unit.valid_to,
        unit.lat,
        unit.lon,
        unit.km2,
        [f"{each.name} ({each.code})" for each in above],
        unit.children.filter(_stands(on)).count(),
        [*unit.denominators.order_by("name", "-year").values("name", "year", "persons", "source")],
        _parts(Link.objects.filter(to_unit=unit), "from_unit"),
        _parts(Link.objects.filter(from_unit=unit), "to_unit"),
    )


def converted(code: str, on: date, to: date) -> list[Part] | None:
    """What the unit of a day had become by another one, or what it had been; None where there was none.

    Over more than one reform the shares are multiplied, and unknown where one is.  A unit that stood on both
    days is told as itself, whole.
    """
    unit = _meant(code, on)
    if unit is None:
        return None
    forward = to >= on
    near, far = ("from_unit", "to_unit") if forward else ("to_unit", "from_unit")
    found: dict[int, Part] = {}
    wave: list[tuple[Area, Part]] = [(unit, _itself(unit))]
    while wave:
        now, wave = wave, []
        for at, part in now:
            if at.valid_from <= to and (at.valid_to is None or to < at.valid_to):
                found.setdefault(at.id, part)
                continue
            for link in (
                Link.objects.filter(**{near: at}).select_related(far).order_by("-is_main", f"{far}__code")
            ):
                wave.append((getattr(link, far), _joined(part, _part(link, far))))
    return list(found.values())


def divided(on: date) -> list[Divided]:
    """Units that are no more and became several: what belonged to them waits for somebody to decide."""
    open_ids = [unit.area_id for unit in standing(on) if unit.heir_id is None]
    links = Link.objects.filter(from_unit__in=open_ids, day__lte=on).select_related("from_unit", "to_unit")
    return [
        Divided(unit.id, unit.code, unit.name, [_part(link, "to_unit") for link in parts])
        for unit, parts in groupby(
            links.order_by("from_unit_id", "-is_main"), key=lambda link: link.from_unit
        )
    ]


def _stands(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def _meant(code: str, on: date) -> Area | None:
    return Area.objects.filter(_stands(on), code=code).order_by("-valid_from").first()


def _itself(unit: Area) -> Part:
    return Part(
        unit.code, unit.name, unit.level, unit.valid_from, unit.valid_to, "whole", 1.0, "", True,
        unit.valid_from, "",
    )  # fmt: skip


def _part(link: Link, end: str) -> Part:
    unit = getattr(link, end)
    return Part(
        unit.code, unit.name, unit.level, unit.valid_from, unit.valid_to, link.kind, link.share,
        link.share_of, link.is_main, link.day, link.source,
    )  # fmt: skip


def _parts(links: Iterable[Link], end: str) -> list[Part]:
    return sorted((_part(link, end) for link in links), key=lambda part: (not part.is_main, part.code))


def _joined(first: Part, then: Part) -> Part:
    """Of a part the part."""
    share = None if first.share is None or then.share is None else first.share * then.share
    kind = "whole" if first.kind == then.kind == "whole" else "part"
    return Part(
        then.code, then.name, then.level, then.valid_from, then.valid_to, kind, share,
        then.share_of, first.is_main and then.is_main, then.day, then.source,
    )  # fmt: skip
