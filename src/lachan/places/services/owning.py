"""What owners do: register a place, its parts and its phones; tell the commune of a suspicion."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.errors import NotFound
from lachan.kernel import serial
from lachan.places.errors import DeviceUnknown, PlaceUnknown
from lachan.places.models import Device, Ownership, Place, Suspicion
from lachan.places.services.devices import Granted, grant, withdraw

CODE_BITS = 50


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """What an owner tells of a new place."""

    name: str
    kind: str
    unit: areas.Unit | None
    capacity: int | None = None


def owned(account_id: UUID, code: str) -> Place:
    """A place the account keeps, or a part of one.  Raises :class:`PlaceUnknown`."""
    place = Place.objects.select_related("parent").filter(code=code).first()
    kept = [place.id, place.parent_id] if place else []
    if (
        place is None
        or not Ownership.objects.filter(account_id=account_id, place__in=kept, ended_at=None).exists()
    ):
        raise PlaceUnknown(code)
    return place


@transaction.atomic
def register_place(actor: Actor, account_id: UUID, told: PlaceTold, *, now: datetime) -> Place:
    """A new place, kept by this account."""
    actor.need_anywhere("places.own")
    place = _made(told)
    Ownership.objects.create(place=place, account_id=account_id, since_at=now, since_by=actor.id)
    audit.record(actor, "places.register", place.code, area_path=place.area_path, kind=place.kind)
    return place


@transaction.atomic
def add_zone(actor: Actor, account_id: UUID, code: str, name: str) -> Place:
    """A floor, a hall, a shift, a seat row: a place inside one that the account keeps.

    Raises :class:`PlaceUnknown` for a part of a part as well.
    """
    actor.need_anywhere("places.own")
    outer = owned(account_id, code)
    if outer.parent_id is not None:
        raise PlaceUnknown(code)
    unit = areas.units([outer.area_id] if outer.area_id else []).get(outer.area_id or 0)
    zone = _made(PlaceTold(name, outer.kind, unit), outer)
    audit.record(actor, "places.add_zone", zone.code, area_path=zone.area_path, place=outer.code)
    return zone


@transaction.atomic
def add_owned_device(actor: Actor, account_id: UUID, code: str, name: str, *, now: datetime) -> Granted:
    """Let a phone of the staff scan at a place of the account."""
    actor.need_anywhere("places.own")
    return grant(actor, owned(account_id, code), name, now)


@transaction.atomic
def revoke_owned_device(actor: Actor, account_id: UUID, code: str, device_id: int, *, now: datetime) -> None:
    """The phone scans no more.  Raises :class:`DeviceUnknown`."""
    actor.need_anywhere("places.own")
    place = owned(account_id, code)
    device = Device.objects.select_related("place").filter(pk=device_id, place=place, revoked_at=None).first()
    if device is None:
        raise DeviceUnknown(str(device_id))
    withdraw(actor, device, now)


@transaction.atomic
def report_suspicion(actor: Actor, account_id: UUID, code: str, text: str, *, now: datetime) -> Suspicion:
    """Tell the commune; it may look at the names, with a reason that is written down."""
    actor.need_anywhere("places.own")
    place = owned(account_id, code)
    told = Suspicion.objects.create(
        place=place, area_path=place.area_path, account_id=account_id, text=text, told_at=now
    )
    audit.record(actor, "places.report", str(told.id), area_path=place.area_path, place=place.code)
    return told


@transaction.atomic
def close_suspicion(actor: Actor, suspicion_id: UUID, *, now: datetime) -> None:
    """Somebody of the commune has looked after it.  Raises :class:`NotFound`."""
    found = Suspicion.objects.select_for_update().filter(pk=suspicion_id, closed_at=None).first()
    if found is None or not found.area_path.startswith(actor.area_path):
        raise NotFound("suspicion")
    actor.need("places.review", found.area_path)
    found.closed_at, found.closed_by = now, actor.id
    found.save(update_fields=["closed_at", "closed_by"])
    audit.record(actor, "places.close_suspicion", str(found.id), area_path=found.area_path)


def _made(told: PlaceTold, parent: Place | None = None) -> Place:
    """Codes are random, with a check character: nobody guesses one from another, or mistypes it."""
    return Place.objects.create(
        code="DD" + serial.write(secrets.randbits(CODE_BITS), CODE_BITS // 5),
        name=" ".join(told.name.split()),
        kind=told.kind,
        capacity=told.capacity,
        area_id=told.unit.id if told.unit else None,
        area_path=told.unit.path if told.unit else "",
        parent=parent,
    )
