"""Reads of this room, by subject."""

from lachan.tracing.queries.trace import SCHEMA, Question, trace

__all__ = ["SCHEMA", "Question", "trace"]
