"""One form, filled question by question: every answer is kept as it is given, and sent at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lachan.areas import public as areas
from lachan.core import audit, wall
from lachan.core.access import Actor
from lachan.declarations.models import Draft
from lachan.declarations.queries.answers import answers_of, sealed
from lachan.declarations.services.storing import Ready, keep_forms, store, unknown
from lachan.identity import public as identity
from lachan.kernel.declarations import Checked, Form, check

BY = {"own": "declarations.own", "desk": "declarations.record"}  # channel to right
NOT_SENT = b"web"  # what the web sends under a name is one draft: there is no second body


@dataclass(frozen=True, slots=True)
class Begun:
    """Who fills which form for whom, and what was answered so far.

    The caller has settled that the actor may speak for the person.  ``known``: those who may be named as
    companions, by their codes.
    """

    actor: Actor
    channel: str
    person: identity.Who
    form: Form
    answers: Mapping[str, Any]
    known: Mapping[str, int]

    @property
    def name(self) -> str:
        return f"{self.form.name} {self.person.id}"

    def checked(self) -> Checked:
        return check(self.form, self.answers, timezone.localdate())


@wall.opened("declarations.begin")
@transaction.atomic
def begin(
    actor: Actor, channel: str, person: identity.Who, form: Form, known: Mapping[str, int] | None = None
) -> Begun:
    """The draft where it was left, with the words of its own version; an empty one where there is none."""
    actor.need_anywhere(BY[channel])
    draft = Draft.objects.filter(source=actor.id, client_id=f"{form.name} {person.id}").first()
    answers = answers_of(draft) if draft and draft.form_digest == form.digest else {}
    return Begun(actor, channel, person, form, answers, known or {})


@wall.opened("declarations.answer")
@transaction.atomic
def answer(begun: Begun, question: str, value: object) -> Begun:
    """Keep one answer; None is an answer left empty.  Nothing of it is seen by anybody else."""
    begun.actor.need_anywhere(BY[begun.channel])
    answers = {**begun.answers, question: value}
    keep_forms({begun.form.digest})
    Draft.objects.update_or_create(
        source=begun.actor.id,
        client_id=begun.name,
        defaults={
            "form_digest": begun.form.digest,
            "person_id": begun.person.id,
            "sealed": sealed(Draft, [answers])[0],
            "updated_at": timezone.now(),
        },
    )
    return Begun(begun.actor, begun.channel, begun.person, begun.form, answers, begun.known)


@wall.opened("declarations.send")
@transaction.atomic
def send(begun: Begun, *, now: datetime) -> Ready | None:
    """Send what was answered; None where it was sent already, by a second tap.

    The draft is locked: two taps at once are one declaration.  The caller has seen that nothing is wrong;
    what is wrong meanwhile keeps the draft, and is told by :meth:`Begun.checked`.
    Emits :class:`WatchedRidesLanded` where a case waits for such journeys.
    """
    begun.actor.need_anywhere(BY[begun.channel])
    mine = Draft.objects.select_for_update().filter(source=begun.actor.id, client_id=begun.name)
    draft = mine.first()
    if draft is None:
        return None
    checked = check(begun.form, answers_of(draft), timezone.localdate(now))
    stay = begun.form.meaning("stay", checked.answers)
    units = areas.units_by_code([stay] if stay else [], timezone.localdate(now))
    if checked.wrong or unknown(begun.form, checked, units, begun.known):
        return None
    ready = Ready(
        client_id=str(draft.id),
        body=NOT_SENT,
        form=begun.form,
        person=_brief(begun.person),
        channel=begun.channel,
        device_at=now,
        happened_at=now,
        checked=checked,
        unit=units.get(stay or ""),
        companions=_companions(begun, checked),
    )
    store(begun.actor, [ready], now=now)
    draft.delete()
    audit.record(begun.actor, "declarations.send", str(ready.id), form=begun.form.version)
    return ready


def _companions(begun: Begun, checked: Checked) -> Sequence[int]:
    return [begun.known[code] for code in begun.form.meaning("companions", checked.answers) or ()]


def _brief(who: identity.Who) -> identity.Brief:
    return identity.Brief(who.id, who.code, who.name, who.area_id, who.area_path)
