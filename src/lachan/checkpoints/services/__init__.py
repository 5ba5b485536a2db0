"""Writes of this room."""

from lachan.checkpoints.services.deciding import decide
from lachan.checkpoints.services.scanning import Scan, scan
from lachan.checkpoints.services.staffing import (
    add_post,
    add_shift,
    close_checkpoint,
    follow_areas,
    open_checkpoint,
)

__all__ = [
    "Scan",
    "add_post",
    "add_shift",
    "close_checkpoint",
    "decide",
    "follow_areas",
    "open_checkpoint",
    "scan",
]
