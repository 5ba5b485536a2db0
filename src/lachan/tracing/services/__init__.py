"""Writes of this room, by subject."""

from lachan.tracing.services.cases import follow_results, start_following
from lachan.tracing.services.contacts import trace_cases, warm_up
from lachan.tracing.services.late import look, look_again
from lachan.tracing.services.merged import follow_merged
from lachan.tracing.services.tasks import finish_task, note_seen, note_traced, take_task
from lachan.tracing.services.teams import cover_new_areas, follow_areas, follow_people, set_team

__all__ = [
    "cover_new_areas",
    "finish_task",
    "follow_areas",
    "follow_merged",
    "follow_people",
    "follow_results",
    "look",
    "look_again",
    "note_seen",
    "note_traced",
    "set_team",
    "start_following",
    "take_task",
    "trace_cases",
    "warm_up",
]
