"""The door of the room."""

from lachan.areas.queries import Unit, every_unit, units, units_at, units_by_code
from lachan.areas.rules import ancestors
from lachan.areas.services import AreaRow, load_areas

__all__ = ["AreaRow", "Unit", "ancestors", "every_unit", "load_areas", "units", "units_at", "units_by_code"]
