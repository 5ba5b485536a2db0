"""Vehicles and people who came: the one in front of the guard, and lists by checkpoint and shift."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from lachan.checkpoints.models import Checkpoint, Passage, Passenger
from lachan.core.access import Actor, within
from lachan.identity import public as identity

PAGE = 50
MOST_IN_VEHICLE = 100


@dataclass(frozen=True, slots=True)
class PassengerLine:
    """Somebody who was scanned; ``who`` is None where nobody is known by the code."""

    passenger: Passenger
    who: identity.Who | None
    plate: str


@dataclass(frozen=True, slots=True)
class VehiclePage:
    """The vehicle in front of the guard, who was scanned last first; no ``passage`` before the first scan."""

    passage: Passage | None
    lines: list[PassengerLine]


def vehicle_page(actor: Actor, checkpoint: Checkpoint, vehicle: UUID) -> VehiclePage:
    """A vehicle at this checkpoint; a new one is empty."""
    actor.need("checkpoints.guard", checkpoint.area_path)
    passage = Passage.objects.filter(pk=vehicle, checkpoint=checkpoint).first()
    if passage is None:
        return VehiclePage(None, [])
    rows = Passenger.objects.filter(passage=passage).order_by("-scanned_at", "-id")[:MOST_IN_VEHICLE]
    return VehiclePage(passage, _lines(list(rows), {passage.id: passage.plate}))


def passengers_of(
    actor: Actor,
    checkpoint: Checkpoint,
    *,
    shift: UUID | None = None,
    refused: bool = False,
    before: tuple[datetime, UUID] | None = None,
) -> tuple[list[PassengerLine], bool]:
    """People at a checkpoint, the newest first, and whether more follow."""
    actor.need("checkpoints.guard", checkpoint.area_path)
    rows = Passenger.objects.filter(within(actor.area_path), checkpoint_id=checkpoint.id)
    if shift is not None:
        rows = rows.filter(shift_id=shift)
    if refused:
        rows = rows.filter(decision="refused")
    if before is not None:
        rows = rows.filter(Q(scanned_at__lt=before[0]) | Q(scanned_at=before[0], id__lt=before[1]))
    page = list(rows.order_by("-scanned_at", "-id")[: PAGE + 1])
    plates = dict(Passage.objects.filter(id__in={row.passage_id for row in page}).values_list("id", "plate"))
    return _lines(page[:PAGE], plates), len(page) > PAGE


def _lines(rows: list[Passenger], plates: dict[UUID, str]) -> list[PassengerLine]:
    people = identity.people_of_rows(
        [row.person_id for row in rows if row.person_id], identity.Purpose.CHECKPOINT
    )
    return [PassengerLine(row, people.get(row.person_id or 0), plates[row.passage_id]) for row in rows]
