"""Work that somebody takes and finishes, as a row of any room: who and when, each told to the trail."""

from typing import Any, Protocol

from django.utils import timezone

from lachan.core import audit
from lachan.core.access import Actor


class Work(Protocol):
    """A row that a transaction has locked."""

    id: Any
    area_path: Any
    taken_by: Any
    taken_at: Any
    done_by: Any
    done_at: Any

    def save(self, *, update_fields: list[str]) -> None: ...


def take(actor: Actor, work: Work, verb: str) -> None:
    """Make it the actor's own; whoever takes it last has it."""
    if work.taken_by != actor.id:
        work.taken_by, work.taken_at = actor.id, timezone.now()
        _save(actor, work, verb, "taken_by", "taken_at")


def finish(actor: Actor, work: Work, verb: str) -> None:
    """Say that it is done."""
    work.done_by, work.done_at = actor.id, timezone.now()
    _save(actor, work, verb, "done_by", "done_at")


def _save(actor: Actor, work: Work, verb: str, *fields: str) -> None:
    work.save(update_fields=list(fields))
    audit.record(actor, verb, str(work.id), area_path=work.area_path)
