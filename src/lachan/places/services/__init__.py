"""Writes of this room."""

from lachan.places.services.devices import Granted, add_device, device_of, devices, revoke_device
from lachan.places.services.disputes import COUNTABLE, decide_dispute, decide_scan, dispute_visit
from lachan.places.services.owning import (
    PlaceTold,
    add_owned_device,
    add_zone,
    close_suspicion,
    owned,
    register_place,
    report_suspicion,
    revoke_owned_device,
)
from lachan.places.services.placing import Choice, place_left, take_back
from lachan.places.services.posters import SIZES, place_address, poster
from lachan.places.services.recording import (
    PlaceColumns,
    VisitColumns,
    copy_places,
    copy_visits,
    follow_areas,
    load_places,
    record_visits,
)
from lachan.places.services.scans import Answer, Told, Upload, check_in, take_scans

__all__ = [
    "COUNTABLE",
    "SIZES",
    "Answer",
    "Choice",
    "Granted",
    "PlaceColumns",
    "PlaceTold",
    "Told",
    "Upload",
    "VisitColumns",
    "add_device",
    "add_owned_device",
    "add_zone",
    "check_in",
    "close_suspicion",
    "copy_places",
    "copy_visits",
    "decide_dispute",
    "decide_scan",
    "device_of",
    "devices",
    "dispute_visit",
    "follow_areas",
    "load_places",
    "owned",
    "place_address",
    "place_left",
    "poster",
    "record_visits",
    "register_place",
    "report_suspicion",
    "revoke_device",
    "revoke_owned_device",
    "take_back",
    "take_scans",
]
