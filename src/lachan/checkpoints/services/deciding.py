"""The guard decides where the rules do not, or otherwise than they say, with a reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lachan.checkpoints.errors import NoteMissing, PassengerUnknown
from lachan.checkpoints.models import Passage, Passenger
from lachan.checkpoints.services.visiting import record_visits
from lachan.core import audit, wall
from lachan.core.access import Actor, within


@transaction.atomic
def decide(actor: Actor, passenger_id: UUID, *, passes: bool, note: str, now: datetime) -> Passenger:
    """Let somebody pass, or not; saying the same again changes nothing.

    What the rules refuse passes only with a note, and so is refused what they let pass.  Raises
    :class:`PassengerUnknown`, :class:`NoteMissing`.
    """
    actor.need_anywhere("checkpoints.guard")
    rows = Passenger.objects.select_for_update(of=("self",)).filter(within(actor.area_path))
    found = rows.filter(pk=passenger_id).first()
    if found is None:
        raise PassengerUnknown
    decision = "passed" if passes else "refused"
    if found.decision == decision:
        return found
    note = note.strip()
    against = found.verdict == ("red" if passes else "green") or (not passes and not found.reason)
    if against and not note:
        raise NoteMissing
    found.decision, found.note, found.decided_at, found.decided_by = decision, note, now, actor.id
    found.save(update_fields=["decision", "note", "decided_at", "decided_by"])
    audit.record(
        actor, "checkpoints.decide", str(found.id), area_path=found.area_path, decision=decision,
        verdict=found.verdict,
    )  # fmt: skip
    if passes:
        with wall.opened("checkpoints.decide"):
            record_visits(Passage.objects.get(pk=found.passage_id), now)
    return found
