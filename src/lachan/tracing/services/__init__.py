"""Writes of this room, by subject."""

from lachan.tracing.services.cases import follow_results
from lachan.tracing.services.contacts import trace_cases, warm_up
from lachan.tracing.services.late import look_again
from lachan.tracing.services.merged import follow_people
from lachan.tracing.services.tasks import finish_task, note_seen, take_task
from lachan.tracing.services.teams import cover_new_areas, follow_areas, set_team

__all__ = [
    "cover_new_areas",
    "finish_task",
    "follow_areas",
    "follow_people",
    "follow_results",
    "look_again",
    "note_seen",
    "set_team",
    "take_task",
    "trace_cases",
    "warm_up",
]
