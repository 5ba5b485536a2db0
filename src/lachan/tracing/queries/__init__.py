"""Reads of this room, by subject."""

from lachan.tracing.queries.trace import SCHEMA, Question, trace
from lachan.tracing.queries.work import (
    COUNTED,
    CasePage,
    ContactLine,
    EvidenceLine,
    PointLine,
    PresentLine,
    TaskLine,
    View,
    case,
    cases,
    present_at,
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
    "PresentLine",
    "Question",
    "TaskLine",
    "View",
    "case",
    "cases",
    "present_at",
    "task",
    "task_count",
    "task_page",
    "trace",
]
