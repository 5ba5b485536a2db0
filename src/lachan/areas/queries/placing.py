"""What was decided about divided units, what that moved, and the hamlets of a commune."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lachan.areas.models import BY_HAND, STATE, Area, Decision, Link, Move
from lachan.areas.queries.units import UNIT, Unit
from lachan.core.access import Actor

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as a list shows it."""

    id: UUID
    to: Unit
    by: str
    at: datetime
    moved: int
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class Placed:
    """The rows of one table that a decision moved, and the units of it."""

    ids: list[int]
    from_unit_id: int
    to_unit_id: int


def decisions(actor: Actor, from_id: int) -> list[Told]:
    """The last decisions about what was left in a unit that the actor could take back, the newest first."""
    actor.need_anywhere("areas.assign")
    found = Decision.objects.filter(
        from_unit_id=from_id, moved__gt=0, area_path__startswith=actor.area_path
    ).order_by("-at")[:SHOWN]
    units = {row[0]: Unit(*row) for row in _rows(one.to_unit_id for one in found)}
    return [Told(d.id, units[d.to_unit_id], d.by, d.at, d.moved, d.taken_back_at) for d in found]


def placed(decision_id: UUID, table: str) -> Placed:
    """What a decision moved of a table."""
    decision = Decision.objects.get(pk=decision_id)
    ids = Move.objects.filter(decision=decision, subject=table).values_list("subject_id", flat=True)
    return Placed(list(ids), decision.from_unit_id, decision.to_unit_id)


def hamlets(commune_id: int) -> list[Unit]:
    """The hamlets of a commune that stand, by name."""
    rows = Area.objects.filter(parent_id=commune_id, valid_to=None).exclude(level__in=STATE)
    return sorted((Unit(*row) for row in rows.values_list(*UNIT)), key=lambda unit: _natural(unit.name))


def family(unit_id: int) -> list[int]:
    """A unit and everything that lies below it."""
    path = Area.objects.filter(id=unit_id).values_list("path", flat=True).first()
    return [*Area.objects.filter(path__startswith=path).values_list("id", flat=True)] if path else []


def placed_hamlets(unit_ids: Iterable[int]) -> dict[int, list[tuple[Unit, str]]]:
    """The hamlets that were once below each of these units and stand elsewhere, and where that is."""
    links = Link.objects.filter(from_unit__parent__in=set(unit_ids), source=BY_HAND).select_related(
        "from_unit", "to_unit__parent"
    )
    found: dict[int, list[tuple[Unit, str]]] = {}
    for link in links:
        now, home = link.to_unit, link.from_unit.parent_id
        while now.valid_to is not None:
            after = Link.objects.filter(from_unit=now).select_related("to_unit__parent").first()
            if after is None:
                break
            now = after.to_unit
        if home is not None and now.parent is not None and now.valid_to is None and now.level not in STATE:
            unit = Unit(now.id, now.code, now.name, now.level, now.path)
            found.setdefault(home, []).append((unit, now.parent.name))
    return found


def _natural(name: str) -> list[tuple[int, str]]:
    """Thôn 2 before Thôn 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in name.split()]


def _rows(ids: Iterable[int]) -> Iterable[tuple[int, str, str, str, str]]:
    return Area.objects.filter(id__in=set(ids)).values_list(*UNIT)
