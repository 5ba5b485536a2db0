"""What units became, what they came from, and which unit answers for them on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q

from lachan.areas.models import Area, Link
from lachan.areas.queries.standing import standing


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
            links.order_by("from_unit_id", "-is_main", "to_unit__code"), key=lambda link: link.from_unit
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
