"""Break-glass: open one record of another unit, with a case and a reason, for an hour."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from lachan.accounts.models import Opening
from lachan.accounts.rules import OPENING
from lachan.core import audit, limits, wall
from lachan.core.access import Actor
from lachan.core.limits import Limit, Use
from lachan.identity import public as identity


def open_record(actor: Actor, person_code: str, case_ref: str, reason: str, *, now: datetime) -> Opening:
    """Open the record of one person for this actor.  The person and the data protection officer see it.

    Raises :class:`NotAllowed`, :class:`PersonUnknown`, :class:`TooMany`.
    """
    actor.need_anywhere("accounts.break_glass")
    quota = Limit("accounts.open", settings.ACCOUNTS_OPENINGS_A_DAY, timedelta(days=1))
    limits.take(Use(quota, actor.id))
    with wall.opened("accounts.open_record"):
        found = identity.person_ids([person_code])
        if person_code not in found:
            raise identity.PersonUnknown(person_code)
        who = identity.people(found.values(), identity.Purpose.NAMELESS)[found[person_code]]
    with transaction.atomic():
        opening = Opening.objects.create(
            person_id=who.id,
            area_path=who.area_path,
            actor=actor.id,
            role=actor.role,
            area_id=actor.area_id,
            case_ref=case_ref,
            reason=reason,
            opened_at=now,
            ends_at=now + OPENING,
        )
        audit.record(actor, "accounts.open_record", str(opening.id), area_path=who.area_path, person=who.code)
    return opening


def note_opened(actor: Actor, opening: Opening, *, now: datetime) -> None:
    """Write down that the opened record was looked at."""
    identity.note_view(actor, [opening.person_id], identity.Purpose.BREAK_GLASS, ref=str(opening.id), now=now)
