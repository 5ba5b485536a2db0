"""Checkpoints of an area, their posts and shifts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lachan.checkpoints.errors import CheckpointUnknown
from lachan.checkpoints.models import Checkpoint, Duty, Post, Shift
from lachan.core.access import Actor, within

MOST = 100
SHIFTS = 12


@dataclass(frozen=True, slots=True)
class CheckpointLine:
    """A checkpoint with its posts, its shifts from the newest on, and who worked where in them."""

    checkpoint: Checkpoint
    posts: list[Post]
    shifts: list[Shift]
    guards: dict[UUID, list[str]]  # by shift


@dataclass(frozen=True, slots=True)
class GuardedPost:
    """A post at which the actor may work."""

    checkpoint: Checkpoint
    post: Post


def checkpoints_of(actor: Actor) -> list[CheckpointLine]:
    """Open checkpoints of the actor's area, by name."""
    actor.need_anywhere("checkpoints.guard")
    rows = Checkpoint.objects.filter(within(actor.area_path), closed_at=None).order_by("name", "id")
    return _lines(list(rows[:MOST]))


def checkpoint_of(actor: Actor, checkpoint_id: UUID, right: str = "checkpoints.guard") -> CheckpointLine:
    """One of them.  Raises :class:`CheckpointUnknown`."""
    actor.need_anywhere(right)
    found = Checkpoint.objects.filter(within(actor.area_path), pk=checkpoint_id, closed_at=None).first()
    if found is None:
        raise CheckpointUnknown
    return _lines([found])[0]


def post_of(actor: Actor, checkpoint_id: UUID, post_id: int) -> GuardedPost:
    """A post of the actor's area.  Raises :class:`CheckpointUnknown`."""
    actor.need_anywhere("checkpoints.guard")
    rows = Post.objects.select_related("checkpoint").filter(
        within(actor.area_path, "checkpoint__area_path"), pk=post_id, checkpoint=checkpoint_id
    )
    found = rows.filter(checkpoint__closed_at=None).first()
    if found is None:
        raise CheckpointUnknown
    return GuardedPost(found.checkpoint, found)


def shift_at(checkpoint: Checkpoint, now: datetime) -> Shift | None:
    """The shift that is on."""
    rows = Shift.objects.filter(checkpoint=checkpoint, starts_at__lte=now, ends_at__gt=now)
    return rows.order_by("-starts_at").first()


def _lines(rows: list[Checkpoint]) -> list[CheckpointLine]:
    posts: defaultdict[UUID, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(checkpoint__in=rows).order_by("lane", "name"):
        posts[post.checkpoint_id].append(post)
    shifts: defaultdict[UUID, list[Shift]] = defaultdict(list)
    newest = Shift.objects.filter(checkpoint__in=rows).order_by("-starts_at")[: SHIFTS * max(len(rows), 1)]
    for shift in newest:
        shifts[shift.checkpoint_id].append(shift)
    guards: defaultdict[UUID, list[str]] = defaultdict(list)
    for duty in Duty.objects.select_related("post").filter(shift__in=list(newest)).order_by("began_at"):
        guards[duty.shift_id].append(f"{duty.guard} ({duty.post.lane} {duty.post.name})")
    return [CheckpointLine(row, posts[row.id], shifts[row.id], guards) for row in rows]
