"""What a commune does about risky declarations."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from lachan.core import audit, work
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.declarations.errors import AlertClosed
from lachan.declarations.models import Alert
from lachan.identity import public as identity


def _open_alert(actor: Actor, alert_id: UUID) -> Alert:
    actor.need_anywhere("declarations.follow")  # before it is looked for: who lacks the right learns nothing
    alert = Alert.objects.select_for_update().filter(within(actor.area_path), pk=alert_id).first()
    if alert is None:
        raise NotFound("alert")
    if alert.done_at:
        raise AlertClosed(alert_id)
    return alert


@transaction.atomic
def take_alert(actor: Actor, alert_id: UUID) -> Alert:
    """Make it one's own; whoever takes it last has it.  Raises :class:`AlertClosed`, :class:`NotFound`."""
    alert = _open_alert(actor, alert_id)
    work.take(actor, alert, "declarations.take_alert")
    return alert


@transaction.atomic
def finish_alert(actor: Actor, alert_id: UUID) -> Alert:
    """Say that it was looked after.  Raises :class:`AlertClosed`, :class:`NotFound`."""
    alert = _open_alert(actor, alert_id)
    work.finish(actor, alert, "declarations.finish_alert")
    return alert


@transaction.atomic
def note_seen(actor: Actor, declaration_id: UUID, people: Iterable[int]) -> None:
    """Write down who of the staff read it, and about whom."""
    identity.note_view(actor, people, identity.Purpose.TRACING, ref=str(declaration_id))
    audit.record(actor, "declarations.read", str(declaration_id))
