"""Answers of laboratories, the samples they are about, and the way of the samples."""

from lachan.testing.models.files import Mapping, Upload
from lachan.testing.models.gate import Arrival, Ending
from lachan.testing.models.labels import LabelRun
from lachan.testing.models.results import Origin, Outcome, Result
from lachan.testing.models.samples import Campaign, Found, Member, Order, Reading, Tube
from lachan.testing.models.telling import NewsKind, Telling
from lachan.testing.models.way import Alarm, Box, Custody, Gate

__all__ = [
    "Alarm",
    "Arrival",
    "Box",
    "Campaign",
    "Custody",
    "Ending",
    "Found",
    "Gate",
    "LabelRun",
    "Mapping",
    "Member",
    "NewsKind",
    "Order",
    "Origin",
    "Outcome",
    "Reading",
    "Result",
    "Telling",
    "Tube",
    "Upload",
]
