"""What stands now, by facts alone: no ids, no clocks, no history.  Two worlds that say the same are equal."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Sum
from procrastinate.contrib.django.models import ProcrastinateJob

from lachan.core.access import system
from lachan.core.models import Watch
from lachan.messaging.models import Notice
from lachan.tracing import services
from lachan.tracing.models import Case, Contact, Evidence, ExposurePoint, Support, Task
from lachan.tracing.rules import TaskKind


def standing() -> dict[str, list[tuple[Any, ...]]]:
    """A case is known by its person and the beginning of its window."""
    cases = {case.id: case for case in Case.objects.filter(withdrawn_at=None)}
    names = {key: (case.person_id, case.window_from) for key, case in cases.items()}
    told: dict[str, Iterable[tuple[Any, ...]]] = {
        "cases": [
            (case.person_id, case.window_from, case.window_to, case.onset_date, case.policy, case.area_path)
            for case in cases.values()
        ],
        "supports": [names[case] for case in Support.objects.values_list("case_id", flat=True)],
        "contacts": [
            (names[case], *rest, names[became] if became else None)
            for case, became, *rest in _of_standing(Contact).values_list(
                "case_id",
                "became_id",
                "person_id",
                "grade",
                "minutes",
                "first_at",
                "last_at",
                "team__area_code",
            )
        ],
        "points": [
            (names[case], *rest)
            for case, *rest in _of_standing(ExposurePoint).values_list(
                "case_id", "place_id", "starts_at", "ends_at", "present", "assumed", "team__area_code"
            )
        ],
        "evidence": [
            (names[case], *rest)
            for case, *rest in Evidence.objects.filter(case_id__in=cases).values_list(
                "case_id",
                "person_id",
                "source",
                "place_id",
                "since",
                "met_at",
                "starts_at",
                "ends_at",
                "assumed",
            )
        ],
        # How many lists a team got is history; how much is on them is not.
        "work": [
            (names[case], *rest)
            for case, *rest in Task.objects.filter(withdrawn_at=None)
            .values_list("case_id", "team__area_code", "kind")
            .annotate(items=Sum("items"))
        ],
        "watches": [
            (names[ref], *rest)
            for ref, *rest in Watch.objects.values_list("ref", "topic", "key", "starts_at", "ends_at")
        ],
    }
    return {what: sorted(rows, key=repr) for what, rows in told.items()}


def _of_standing(model: Any) -> Any:
    return model.objects.filter(withdrawn_at=None, case__withdrawn_at=None)


def assert_in_order() -> None:
    """What must hold at any moment, however it came about."""
    for task in Task.objects.filter(withdrawn_at=None, done_at=None):
        rows = (Contact if task.kind == TaskKind.CONTACTS else ExposurePoint).objects.filter(
            task=task, withdrawn_at=None
        )
        assert task.items == rows.count() > 0
        assert {row.team_id for row in rows} == {task.team_id}
        assert Notice.objects.filter(ref=task.id, template="tracing.new_task", withdrawn_at=None).count() == 1
    for model in (Contact, ExposurePoint):
        loose = model.objects.filter(withdrawn_at=None, task=None).exclude(team=None)
        assert not loose.exists()
        assert not model.objects.filter(withdrawn_at=None, case__withdrawn_at__isnull=False).exists()
    gone = Task.objects.exclude(withdrawn_at=None).values("id")
    assert not Notice.objects.filter(ref__in=gone, template="tracing.new_task", withdrawn_at=None).exists()
    assert not Watch.objects.filter(ref__in=Case.objects.exclude(withdrawn_at=None).values("id")).exists()


def queued() -> list[str]:
    """The reactions that wait to run, by name; a second look waits for its hour and is not one."""
    names = ProcrastinateJob.objects.filter(status="todo", queue_name="events").order_by("id")
    return [name.rsplit(".", 1)[1] for name in names.values_list("task_name", flat=True)]


def forget_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")


def second_looks() -> None:
    """What second looks do, without waiting for other transactions: tests in parallel are long ones."""
    services.look(system(), list(Case.objects.filter(withdrawn_at=None).values_list("id", flat=True)))


def lists() -> list[tuple[str, str, int, int]]:
    """Open lists: team, kind, generation, items."""
    rows = Task.objects.filter(withdrawn_at=None).order_by("team__area_code", "kind", "generation")
    return list(rows.values_list("team__area_code", "kind", "generation", "items"))
