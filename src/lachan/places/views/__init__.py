"""Pages of this room."""

from lachan.places.views.inspecting import (
    activity,
    decide_dispute,
    decide_scan,
    disputes,
    doubtful,
    settle_suspicion,
    unused,
    upload,
)
from lachan.places.views.owners import add_device, add_zone, mine, new, place, poster, report, revoke_device
from lachan.places.views.visitors import behind, dispute, visits

__all__ = [
    "activity",
    "add_device",
    "add_zone",
    "behind",
    "decide_dispute",
    "decide_scan",
    "dispute",
    "disputes",
    "doubtful",
    "mine",
    "new",
    "place",
    "poster",
    "report",
    "revoke_device",
    "settle_suspicion",
    "unused",
    "upload",
    "visits",
]
