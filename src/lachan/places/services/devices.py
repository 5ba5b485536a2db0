"""Scanners: tokens shown once, kept as digests, bound to one place."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lachan.core import audit, sealing
from lachan.core.access import Actor, within
from lachan.places.errors import DeviceRefused, DeviceUnknown, PlaceUnknown
from lachan.places.models import Device, Place
from lachan.places.queries.devices import DeviceLine, OwnDevice, device_lines, own_device
from lachan.places.rules import TOKEN_PREFIX


@dataclass(frozen=True, slots=True)
class Granted:
    """A device that was just made, and its token, which is nowhere to be read again."""

    device: int
    token: str


@transaction.atomic
def add_device(actor: Actor, place_code: str, *, name: str = "", now: datetime) -> Granted:
    """Let a device scan at a place.  Raises :class:`PlaceUnknown`, :class:`NotAllowed`."""
    place = Place.objects.filter(code=place_code).first()
    if place is None or not place.area_path.startswith(actor.area_path):
        raise PlaceUnknown(place_code)
    actor.need("places.devices", place.area_path)
    return grant(actor, place, name, now)


def grant(actor: Actor, place: Place, name: str, now: datetime) -> Granted:
    """For services that have settled whether the actor may: staff here, owners in ``owning``."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    made = Device.objects.create(
        place=place, name=name, token_digest=digest(token), made_at=now, made_by=actor.id
    )
    audit.record(actor, "places.add_device", str(made.id), area_path=place.area_path, place=place.code)
    return Granted(made.id, token)


@transaction.atomic
def revoke_device(actor: Actor, device_id: int, *, now: datetime) -> None:
    """Its token is worth nothing from now on; what it told stays.

    Raises :class:`DeviceUnknown`, :class:`NotAllowed`.
    """
    found = Device.objects.select_related("place").filter(pk=device_id, revoked_at=None).first()
    if found is None or not found.place.area_path.startswith(actor.area_path):
        raise DeviceUnknown(str(device_id))
    actor.need("places.devices", found.place.area_path)
    withdraw(actor, found, now)


def withdraw(actor: Actor, device: Device, now: datetime) -> None:
    device.revoked_at, device.revoked_by = now, actor.id
    device.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(actor, "places.revoke_device", str(device.id), area_path=device.place.area_path)


def devices(actor: Actor, place_code: str = "") -> list[DeviceLine]:
    """Devices of the actor's units, or of one place there; revoked ones too."""
    actor.need_anywhere("places.devices")
    rows = Device.objects.filter(within(actor.area_path, "place__area_path"))
    return device_lines(rows.filter(place__code=place_code) if place_code else rows)


def device_of(token: str) -> OwnDevice:
    """The device that has this token.  Raises :class:`DeviceRefused`."""
    found = own_device(digest(token))
    if found is None:
        raise DeviceRefused
    return found


def digest(token: str) -> str:
    """256 random bits need no slow hash; the key keeps a stolen table from being compared with anything."""
    return sealing.mac(token.encode(), purpose="places.device").hex()
