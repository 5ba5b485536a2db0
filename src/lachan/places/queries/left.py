"""What is left in units that were divided: people, places, and the hamlets they live in."""

from dataclasses import dataclass, field

from django.utils import timezone

from lachan.areas import public as areas
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.identity import public as identity
from lachan.places.models import Place
from lachan.places.queries.evidence import SITE, Site

TABLE = "places_place"


@dataclass(frozen=True, slots=True)
class Left:
    """A hamlet of a divided unit: how many live there, and where it lies today if somebody placed it."""

    unit: areas.Unit
    people: int
    now_in: str


@dataclass(frozen=True, slots=True)
class Old:
    """A divided unit and what is left in it; counts end at ``areas.COUNTED``."""

    unit: areas.Undecided
    people: int
    places: int
    hamlets: list[Left] = field(default_factory=list)

    @property
    def waits(self) -> int:
        return self.people + self.places + len(self.open_hamlets)

    @property
    def open_hamlets(self) -> list[Left]:
        return [hamlet for hamlet in self.hamlets if not hamlet.now_in]


def left_units(actor: Actor) -> list[Old]:
    """Divided units with something of the actor's area left in them, by their place in the tree."""
    actor.need_anywhere("areas.assign")
    known = areas.undecided(timezone.localdate())
    mine = [old for old in known if old.unit.level in areas.STATE and _concerns(actor, old)]
    found = _counted(actor, mine, known)
    return [old for old in found if old.waits]


def left_in(actor: Actor, unit_id: int) -> Old:
    """One divided unit, also where nothing is left in it.  Raises :class:`NotFound`."""
    actor.need_anywhere("areas.assign")
    known = areas.undecided(timezone.localdate(), areas.family(unit_id))
    mine = [old for old in known if old.unit.id == unit_id and _concerns(actor, old)]
    if not mine:
        raise NotFound("unit")
    return _counted(actor, mine, known)[0]


def places_in(actor: Actor, unit_id: int, *, after: int = 0, limit: int = 50) -> list[Site]:
    """Places of the actor's area in a unit itself, behind ``after``."""
    actor.need_anywhere("areas.assign")
    rows = Place.objects.filter(within(actor.area_path), area_id=unit_id, id__gt=after)
    return [Site(*row) for row in rows.order_by("id").values_list(*SITE)[:limit]]


def _concerns(actor: Actor, old: areas.Undecided) -> bool:
    """The actor answers for all of its parts; for one of them is not enough to say what belongs to which."""
    return old.path.startswith(actor.area_path)


def _counted(actor: Actor, olds: list[areas.Undecided], known: list[areas.Undecided]) -> list[Old]:
    ids = [old.unit.id for old in known]
    people, places = identity.people_left(actor, ids), areas.waiting(actor, TABLE, ids)
    hamlets = [old.unit for old in known if old.unit.level not in areas.STATE]
    placed = areas.placed_hamlets([old.unit.id for old in olds])
    mine = {old.unit.id: [h for h in hamlets if h.path.startswith(old.unit.path)] for old in olds}
    return [
        Old(
            old,
            people.get(old.unit.id, 0),
            places.get(old.unit.id, 0),
            [Left(h, people.get(h.id, 0), "") for h in mine[old.unit.id]]
            + [Left(unit, 0, now) for unit, now in placed.get(old.unit.id, [])],
        )
        for old in olds
    ]
