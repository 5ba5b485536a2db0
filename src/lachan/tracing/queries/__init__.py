"""Reads of this room, by subject."""

from lachan.tracing.queries.trace import SCHEMA, Question, trace
from lachan.tracing.queries.work import (
    COUNTED,
    CasePage,
    ContactLine,
    EvidenceLine,
    PointLine,
    TaskLine,
    View,
    case,
    cases,
    task,
    task_count,
    task_page,
)

__all__ = [
    "COUNTED",
    "SCHEMA",
    "CasePage",
    "ContactLine",
    "EvidenceLine",
    "PointLine",
    "Question",
    "TaskLine",
    "View",
    "case",
    "cases",
    "task",
    "task_count",
    "task_page",
    "trace",
]
