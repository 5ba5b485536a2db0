"""Writes: free levels below the commune (thôn, tổ, ấp, khu phố), kept by the commune's own people."""

from datetime import date

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from lachan.areas.errors import HamletExists, NotAHamlet, NotItsSuccessor
from lachan.areas.events import AreasReorganised
from lachan.areas.models import BY_HAND, STATE, Area, Kind, Link
from lachan.areas.queries import Unit, undecided
from lachan.areas.services.tree import sought_name, write_paths
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.errors import NotFound
from lachan.core.events import emit
from lachan.kernel.names import nfc

LEVEL = "hamlet"

# Hamlets of a commune that went whole into another go along on the day it ended; those of a divided one wait.
NEWCOMERS = """
    SELECT h.id, h.code, h.valid_from, l.to_unit_id, l.day
    FROM areas_area h
    JOIN areas_link l ON l.from_unit_id = h.parent_id AND l.kind = 'whole' AND l.day <= %(on)s
    JOIN areas_area p ON p.id = h.parent_id AND p.valid_to <= %(on)s
    WHERE h.valid_to IS NULL AND h.level <> ALL (%(state)s)
"""


@transaction.atomic
def add_hamlet(actor: Actor, commune_id: int, name: str) -> Unit:
    """A new hamlet of a commune, from today on.

    Raises :class:`HamletExists`, :class:`NotFound`, :class:`NotAllowed`.  Emits :class:`AreasReorganised`.
    """
    commune = _standing(commune_id)
    actor.need("areas.hamlets", commune.path)
    _refuse_same_name(commune, name)
    taken = Area.objects.filter(code__startswith=f"{commune.code}-").values_list("code", flat=True)
    numbers = [int(code.rpartition("-")[2]) for code in taken if code.rpartition("-")[2].isdecimal()]
    made = Area.objects.create(
        code=f"{commune.code}-{max(numbers, default=0) + 1}",
        valid_from=timezone.localdate(),
        name=nfc(name),
        level=LEVEL,
        parent=commune,
        folded=sought_name(name),
    )
    return _told(actor, "areas.add_hamlet", made)


@transaction.atomic
def rename_hamlet(actor: Actor, hamlet_id: int, name: str) -> Unit:
    """Give a hamlet another name from today on; what it was called before stays known.

    Raises :class:`HamletExists`, :class:`NotAHamlet`, :class:`NotFound`, :class:`NotAllowed`.
    """
    hamlet = _own(actor, hamlet_id, "areas.hamlets")
    commune = _standing(hamlet.parent_id)
    if nfc(name) == hamlet.name:
        return _unit(hamlet)
    _refuse_same_name(commune, name, but=hamlet.id)
    return _told(actor, "areas.rename_hamlet", _go_on(hamlet, commune, nfc(name)))


@transaction.atomic
def end_hamlet(actor: Actor, hamlet_id: int) -> None:
    """A hamlet is no more: who lives there lives in the commune from today on.

    Raises :class:`NotAHamlet`, :class:`NotFound`, :class:`NotAllowed`.  Emits :class:`AreasReorganised`.
    """
    hamlet = _own(actor, hamlet_id, "areas.hamlets")
    today = timezone.localdate()
    if hamlet.valid_from >= today:  # it began today: a mistake, and never was
        hamlet.valid_from = date.fromordinal(today.toordinal() - 1)
    hamlet.valid_to = today
    hamlet.save(update_fields=["valid_from", "valid_to"])
    Link.objects.create(
        from_unit=hamlet,
        to_unit=_standing(hamlet.parent_id),
        day=today,
        kind=Kind.WHOLE,
        share=1,
        is_main=True,
        source=BY_HAND,
    )
    _told(actor, "areas.end_hamlet", hamlet)


@transaction.atomic
def adopt_hamlet(actor: Actor, hamlet_id: int, into_id: int) -> Unit:
    """A hamlet of a divided commune belongs to one of its successors; everybody there goes along.

    Deciding otherwise later is the same again.  Raises :class:`NotItsSuccessor`, :class:`NotAHamlet`,
    :class:`NotFound`, :class:`NotAllowed`.  Emits :class:`AreasReorganised`.
    """
    into = _standing(into_id)
    actor.need("areas.assign", into.path)
    hamlet = Area.objects.select_for_update().filter(id=hamlet_id).first()
    if hamlet is None or hamlet.level in STATE or hamlet.valid_to is not None or hamlet.parent_id is None:
        raise NotAHamlet
    first = hamlet
    while before := Link.objects.filter(to_unit=first, source=BY_HAND).select_related("from_unit").first():
        first = before.from_unit
    homes = {hamlet.parent_id, first.parent_id}
    known = undecided(timezone.localdate(), [each for each in homes if each is not None])
    if into.id not in {each.unit.id for old in known for each in old.successors}:
        raise NotItsSuccessor
    return _told(actor, "areas.adopt_hamlet", _go_on(hamlet, into, hamlet.name))


def carry_hamlets(on: date) -> int:
    """Let the hamlets of communes that became another go along; return how many did."""
    carried = 0
    while newcomers := _newcomers(on):
        for hamlet, into, day in newcomers:
            _go_on(hamlet, into, hamlet.name, day=day)
        carried += len(newcomers)
    if carried:
        write_paths()
    return carried


def _newcomers(on: date) -> list[tuple[Area, Area, date]]:
    with connection.cursor() as cursor:
        cursor.execute(NEWCOMERS, {"on": on, "state": list(STATE)})
        found = [(row[0], row[3], row[4]) for row in cursor.fetchall()]
    units = Area.objects.in_bulk({key for one, into, _ in found for key in (one, into)})
    return [(units[one], units[into], day) for one, into, day in found]


def _go_on(hamlet: Area, parent: Area, name: str, *, day: date | None = None) -> Area:
    """The hamlet under another parent or name from a day on; one that began on that day is only mended."""
    since = day or timezone.localdate()
    if hamlet.valid_from >= since:
        hamlet.parent, hamlet.name, hamlet.folded = parent, name, sought_name(name)
        hamlet.save(update_fields=["parent", "name", "folded"])
        return hamlet
    hamlet.valid_to = since
    hamlet.save(update_fields=["valid_to"])
    made = Area.objects.create(
        code=hamlet.code, valid_from=since, name=name, level=hamlet.level, parent=parent,
        folded=sought_name(name), lat=hamlet.lat, lon=hamlet.lon, km2=hamlet.km2,
    )  # fmt: skip
    Link.objects.create(
        from_unit=hamlet, to_unit=made, day=since, kind=Kind.WHOLE, share=1, is_main=True, source=BY_HAND
    )
    return made


def _told(actor: Actor, verb: str, area: Area) -> Unit:
    write_paths()
    area.refresh_from_db()
    emit(AreasReorganised(1, _family(area)))
    audit.record(actor, verb, area.code, area_path=area.path)
    return _unit(area)


def _family(area: Area) -> list[int]:
    """The unit, what it was before, and what lies below it."""
    below = Area.objects.filter(path__startswith=area.path).values_list("id", flat=True)
    before = Area.objects.filter(code=area.code).values_list("id", flat=True)
    return sorted({*below, *before})


def _unit(area: Area) -> Unit:
    return Unit(area.id, area.code, area.name, area.level, area.path)


def _standing(area_id: int | None) -> Area:
    today = timezone.localdate()
    stands = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    found = Area.objects.filter(stands, id=area_id or 0).first()
    if found is None:
        raise NotFound("unit")
    return found


def _own(actor: Actor, hamlet_id: int, right: str) -> Area:
    found = Area.objects.select_for_update().filter(id=hamlet_id).first()
    if found is None:
        raise NotFound("unit")
    actor.need(right, found.path)
    if found.level in STATE or found.valid_to is not None or found.parent_id is None:
        raise NotAHamlet
    return found


def _refuse_same_name(commune: Area, name: str, *, but: int = 0) -> None:
    same = Area.objects.filter(parent=commune, valid_to=None, folded=sought_name(name)).exclude(id=but)
    if any(nfc(one.name).casefold() == nfc(name).casefold() for one in same):
        raise HamletExists
