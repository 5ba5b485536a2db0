"""Reads of this room."""

from lachan.checkpoints.queries.posts import (
    CheckpointLine,
    GuardedPost,
    checkpoint_of,
    checkpoints_of,
    post_of,
    shift_at,
)
from lachan.checkpoints.queries.seen import PassengerLine, VehiclePage, passengers_of, vehicle_page

__all__ = [
    "CheckpointLine",
    "GuardedPost",
    "PassengerLine",
    "VehiclePage",
    "checkpoint_of",
    "checkpoints_of",
    "passengers_of",
    "post_of",
    "shift_at",
    "vehicle_page",
]
