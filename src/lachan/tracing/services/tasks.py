"""What a team does with its work."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lachan.core import audit, work
from lachan.core.access import Actor
from lachan.core.errors import NotFound
from lachan.identity import public as identity
from lachan.tracing.errors import TaskClosed
from lachan.tracing.models import Case, Task


def _open_task(actor: Actor, task_id: UUID) -> Task:
    actor.need_anywhere("tracing.work")  # before it is looked for: who lacks the right learns of no task
    task = Task.objects.select_for_update().filter(pk=task_id, area_path__startswith=actor.area_path).first()
    if task is None:
        raise NotFound("task")
    actor.need("tracing.work", task.area_path)
    if task.done_at or task.withdrawn_at:
        raise TaskClosed(task_id)
    return task


@transaction.atomic
def take_task(actor: Actor, task_id: UUID) -> Task:
    """Make a task one's own; whoever takes it last has it.  Raises :class:`TaskClosed`, :class:`NotFound`."""
    task = _open_task(actor, task_id)
    work.take(actor, task, "tracing.take_task")
    return task


@transaction.atomic
def finish_task(actor: Actor, task_id: UUID) -> Task:
    """Say that the work is done.  Raises :class:`TaskClosed`, :class:`NotFound`."""
    task = _open_task(actor, task_id)
    work.finish(actor, task, "tracing.finish_task")
    return task


@transaction.atomic
def note_seen(actor: Actor, case_id: UUID, people: Iterable[int]) -> None:
    """Stop the stopwatch at the first look of a team, and write down who looked, and at whom.

    ``people``: ids of those whose names the page shows.
    """
    identity.note_view(actor, people, identity.Purpose.TRACING, ref=str(case_id))
    Case.objects.filter(pk=case_id, seen_at=None).update(seen_at=timezone.now())
    audit.record(actor, "tracing.read_case", str(case_id))


def note_traced(actor: Actor, told: Mapping[str, Any], *, ref: str) -> None:
    """Write down that a trace was read: whose, and the contacts it names."""
    codes = [told["person"], *(contact["person"] for contact in told["contacts"])]
    identity.note_view(actor, identity.person_ids(codes).values(), identity.Purpose.TRACING, ref=ref)
