"""Writes of this room."""

from lachan.places.services.devices import Granted, add_device, devices, revoke_device
from lachan.places.services.records import (
    PlaceColumns,
    VisitColumns,
    copy_places,
    copy_visits,
    follow_areas,
    load_places,
    record_visits,
)
from lachan.places.services.scans import Answer, Told, Upload, take_scans

__all__ = [
    "Answer",
    "Granted",
    "PlaceColumns",
    "Told",
    "Upload",
    "VisitColumns",
    "add_device",
    "copy_places",
    "copy_visits",
    "devices",
    "follow_areas",
    "load_places",
    "record_visits",
    "revoke_device",
    "take_scans",
]
