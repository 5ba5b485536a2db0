"""Link the records of one part of a file while the next part is stored."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from django.db import connection

from lachan.core.access import Actor
from lachan.identity.services.matching import Linked, link

MOST_WAITING = 2  # parts stored but not yet linked; whoever stores then waits


class Linking:
    """``with Linking(actor) as linking: linking.add(ids)``; then ``linking.linked`` tells what came of it.

    A thread with a connection of its own, in the order in which parts are added: most of the work is the
    database's, so two cores are busy.  Inside a transaction nobody else could see what is stored: there each
    part is linked at once.
    """

    def __init__(self, actor: Actor) -> None:
        self.actor, self.linked = actor, Linked()
        self.waiting: list[Future[Linked]] = []
        self.pool: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        if not connection.in_atomic_block:
            self.pool = ThreadPoolExecutor(1, thread_name_prefix="linking")
        return self

    def add(self, people: Sequence[int]) -> None:
        """Records that are stored; raises what went wrong with those added before."""
        if self.pool is None:
            self.linked += link(self.actor, people)
            return
        while len(self.waiting) >= MOST_WAITING:
            self.linked += self.waiting.pop(0).result()
        self.waiting.append(self.pool.submit(link, self.actor, people))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.pool is None:
            return
        self.pool.submit(lambda: connection.close())  # the thread's own, not this one's
        self.pool.shutdown(wait=True, cancel_futures=False)
        while self.waiting:
            self.linked += self.waiting.pop(0).result()
