"""Announce and react.  An event exists exactly if the fact does: it is queued in the caller's transaction.

A worker delivers it at least once, so every reaction must not mind a second time.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Protocol, TypeVar

import procrastinate
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from lachan.core.stack import roomy

BACKOFF = procrastinate.RetryStrategy(max_attempts=20, exponential_wait=2)


class Event(Protocol):
    """A frozen dataclass of plain values with a versioned name."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


E = TypeVar("E", bound=Event)
_subscribers: defaultdict[str, list[Task[Any, Any, Any]]] = defaultdict(list)
EVENTS: dict[str, type[Event]] = {}


def emit(event: Event) -> None:
    """Queue ``event`` for each of its subscribers, in the caller's transaction.

    Raises RuntimeError outside a transaction: what is announced there may never have happened.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"emit({event.name}) outside a transaction")
    payload = dataclasses.asdict(event)
    for job in _subscribers.get(event.name, ()):
        job.defer(event=payload)


def subscribe(
    event_type: type[E], *, priority: int = 0
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a reaction.  It may run more than once for one event, and must not mind.

    ``priority`` below 0: it gives way to the reactions of others.
    """

    def register(reaction: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{reaction.__module__}.{reaction.__name__}"

        @app.task(name=name, retry=BACKOFF, queue="events", priority=priority)
        def job(event: dict[str, Any]) -> None:
            with transaction.atomic():
                roomy(reaction, event_type(**event))

        EVENTS[event_type.name] = event_type
        _subscribers[event_type.name].append(job)
        return reaction

    return register


def later(name: str, *, queue: str = "later") -> Callable[[Callable[..., None]], Task[Any, Any, Any]]:
    """Register work that a service defers with :func:`defer`; same promises as a reaction."""

    def register(work: Callable[..., None]) -> Task[Any, Any, Any]:
        @app.task(name=name, retry=BACKOFF, queue=queue)
        def job(**arguments: Any) -> None:
            with transaction.atomic():
                roomy(work, **arguments)

        return job

    return register


def defer(task: str, *, after: timedelta = timedelta(0), priority: int = 0, **arguments: Any) -> None:
    """Queue the work called ``task`` in the caller's transaction, not before ``after`` has passed."""
    when: dict[str, Any] = {"schedule_in": {"seconds": int(after.total_seconds())}} if after else {}
    app.configure_task(task, queue="later", priority=priority, **when).defer(**arguments)


def defer_each(task: str, arguments: Sequence[dict[str, Any]], *, priority: int = 0) -> None:
    """Queue the work called ``task`` once for each of these, in the caller's transaction."""
    app.configure_task(task, queue="later", priority=priority).batch_defer(*arguments)


def reactions() -> dict[str, list[Task[Any, Any, Any]]]:
    """Who listens to what; the law tests read it."""
    return dict(_subscribers)
