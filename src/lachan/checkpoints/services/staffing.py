"""Checkpoints are opened and closed, with their posts and shifts."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from lachan.areas import public as areas
from lachan.checkpoints import queries
from lachan.checkpoints.errors import CheckpointUnknown, PostKnown, ShiftsOverlap
from lachan.checkpoints.models import Checkpoint, Post, Shift
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.batches import origin_of_scans
from lachan.kernel import serial
from lachan.places import public as places

CODE_BITS = 50
MANAGE = "checkpoints.manage"


@transaction.atomic
def open_checkpoint(actor: Actor, name: str, unit: areas.Unit, lanes: int, *, now: datetime) -> Checkpoint:
    """A checkpoint in a unit of the actor's area, with one post for each lane.

    Raises :class:`CheckpointUnknown` for a unit elsewhere.
    """
    actor.need_anywhere(MANAGE)
    if not unit.path.startswith(actor.area_path):
        raise CheckpointUnknown
    code, name = "CK" + serial.write(secrets.randbits(CODE_BITS), CODE_BITS // 5), " ".join(name.split())
    rows = places.PlaceColumns(
        origin_of_scans(1), [code], [name], ["checkpoint"], [unit.code], [None], [None], [None]
    )
    places.load_places(actor, rows)
    made = Checkpoint.objects.create(
        place_id=places.place_ids([code])[code], place_code=code, name=name, area_path=unit.path,
        opened_at=now, opened_by=actor.id,
    )  # fmt: skip
    Post.objects.bulk_create([Post(checkpoint=made, lane=lane, name="1") for lane in range(1, lanes + 1)])
    audit.record(actor, "checkpoints.open", str(made.id), area_path=made.area_path, lanes=lanes)
    return made


@transaction.atomic
def close_checkpoint(actor: Actor, checkpoint_id: UUID, *, now: datetime) -> None:
    """Nobody is scanned there any more.  Raises :class:`CheckpointUnknown`."""
    found = queries.checkpoint_of(actor, checkpoint_id, MANAGE).checkpoint
    Checkpoint.objects.filter(pk=found.pk).update(closed_at=now, closed_by=actor.id)
    audit.record(actor, "checkpoints.close", str(found.id), area_path=found.area_path)


@transaction.atomic
def add_post(actor: Actor, checkpoint_id: UUID, lane: int, name: str) -> Post:
    """A further post.  Raises :class:`CheckpointUnknown`, :class:`PostKnown`."""
    found = queries.checkpoint_of(actor, checkpoint_id, MANAGE).checkpoint
    try:
        with transaction.atomic():
            made = Post.objects.create(checkpoint=found, lane=lane, name=" ".join(name.split()))
    except IntegrityError as error:
        if "post_r2_name" not in str(error):
            raise
        raise PostKnown from None
    audit.record(actor, "checkpoints.add_post", str(found.id), area_path=found.area_path, lane=lane)
    return made


@transaction.atomic
def add_shift(actor: Actor, checkpoint_id: UUID, starts: datetime, ends: datetime, *, now: datetime) -> Shift:
    """Some hours with one set of guards.  Raises :class:`CheckpointUnknown`, :class:`ShiftsOverlap`."""
    found = queries.checkpoint_of(actor, checkpoint_id, MANAGE).checkpoint
    Checkpoint.objects.select_for_update().get(pk=found.pk)  # of two at once the later one sees the earlier
    if Shift.objects.filter(checkpoint=found, starts_at__lt=ends, ends_at__gt=starts).exists():
        raise ShiftsOverlap
    made = Shift.objects.create(
        checkpoint=found, starts_at=starts, ends_at=ends, made_at=now, made_by=actor.id
    )
    audit.record(actor, "checkpoints.add_shift", str(made.id), area_path=found.area_path)
    return made


@transaction.atomic
def follow_areas(actor: Actor, units: Sequence[int] = ()) -> int:
    """Let checkpoints and what came by be seen where their unit went."""
    actor.need(MANAGE, "")
    tables = ("checkpoint", "passage", "passenger")
    return sum(areas.carry_paths(actor, f"checkpoints_{table}", units=units) for table in tables)
