"""A checkpoint in a commune, with its guard."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from lachan.checkpoints import queries, services
from lachan.checkpoints.models import Checkpoint, Passenger
from lachan.checkpoints.queries import GuardedPost
from lachan.checkpoints.services import Scan
from lachan.core.access import Actor
from lachan.permits.models import Permit
from tests import make
from tests.permits.make import NOW, Town, given, town


@dataclass
class Gate:
    """A post with who works there."""

    place: Town
    checkpoint: Checkpoint
    post: GuardedPost
    guard: Actor
    manager: Actor

    def scan(
        self, text: str, *, vehicle: UUID | None = None, plate: str = "", at: datetime = NOW
    ) -> Passenger:
        return services.scan(self.guard, self.post, Scan(vehicle or uuid4(), plate, text), now=at)

    def permit(self, person: object, **change: object) -> Permit:
        return given(self.place.registrar, person, **change)  # type: ignore[arg-type]


def gate(commune: str = "00001") -> Gate:
    place = town()
    unit = place.units[commune]
    manager = make.make_staff(unit, "manager")[1]
    guard = make.make_staff(unit, "guard")[1]
    opened = services.open_checkpoint(manager, "Chốt Cầu Giẽ", unit, 1, now=NOW)
    post = queries.post_of(guard, opened.id, opened.posts.get().id)
    return Gate(place, opened, post, guard, manager)


def soon() -> datetime:
    """Now, at an hour of errands: results have clocks of their own."""
    return max(timezone.now(), NOW) + timedelta(seconds=1)
