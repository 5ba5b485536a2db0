"""Writes: what somebody decides about two records, and takes back."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lachan.core import audit, wall
from lachan.core.access import Actor, within
from lachan.identity.errors import NothingToUndo, ReviewUnknown
from lachan.identity.models import Decision, Review
from lachan.identity.services.merging import link_all, take_back


@wall.opened("identity.decide")
@transaction.atomic
def decide(actor: Actor, review_id: UUID, decision: Decision) -> None:
    """Say that two records are one human being, or are not.

    Raises :class:`ReviewUnknown` where it was decided already, or lies outside the actor's area.
    """
    actor.need_anywhere("identity.merge")
    rows = Review.objects.select_for_update().filter(id=review_id, decision="")
    found = rows.filter(within(actor.area_path)).first()
    if found is None:
        raise ReviewUnknown
    if decision is Decision.SAME:
        link_all(actor, [(found.person_id, found.other_id, found.weight)])
    found.decision, found.decided_at, found.decided_by = decision, timezone.now(), actor.id
    found.save()
    audit.record(actor, "identity.decide", str(review_id), area_path=found.area_path, decision=decision.value)


@wall.opened("identity.undo")
@transaction.atomic
def undo(actor: Actor) -> UUID:
    """Take back this person's last decision; the pair waits again.  Raises :class:`NothingToUndo`."""
    actor.need_anywhere("identity.merge")
    rows = Review.objects.select_for_update().filter(decided_by=actor.id).order_by("-decided_at")
    found = rows.filter(within(actor.area_path)).first()
    if found is None:
        raise NothingToUndo
    if found.decision == Decision.SAME:
        take_back(actor, [(found.person_id, found.other_id)])
    found.decision, found.decided_at, found.decided_by = "", None, None
    found.save()
    audit.record(actor, "identity.undecide", str(found.id), area_path=found.area_path)
    return found.id
