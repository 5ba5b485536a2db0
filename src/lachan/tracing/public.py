"""The door of the room."""

from lachan.tracing.queries import Question, trace
from lachan.tracing.services import cover_new_areas, follow_results, set_team, trace_cases, warm_up

__all__ = ["Question", "cover_new_areas", "follow_results", "set_team", "trace", "trace_cases", "warm_up"]
