"""Forms on paper: printed with serial numbers while there is time, told to the server afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from lachan.areas import public as areas
from lachan.core import audit, wall
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.core.policies import permit_templates
from lachan.identity import public as identity
from lachan.kernel import permits, serial
from lachan.kernel.permits import LOCAL, Asked
from lachan.permits.errors import CannotBeGiven, PaperUnknown
from lachan.permits.models import Double, Paper, Permit
from lachan.permits.services.deciding import new_number, where_of
from lachan.permits.services.suspending import suspend_people

MOST = 200


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands on a form that was filled in by hand."""

    serial: str
    template: str
    reason: str
    begins: date
    days: int


@transaction.atomic
def print_papers(actor: Actor, count: int, *, now: datetime) -> list[Paper]:
    """New forms of the actor's own unit, each with a serial.  Raises :class:`NotFound` above the most."""
    actor.need("permits.decide", actor.area_path)
    unit = areas.units([actor.area_id]).get(actor.area_id) if actor.area_id else None
    if unit is None or not 0 < count <= MOST:
        raise NotFound("paper")
    made = Paper.objects.bulk_create(
        [
            Paper(serial=new_number(), area_path=unit.path, printed_at=now, printed_by=actor.id)
            for _ in range(count)
        ]
    )
    audit.record(actor, "permits.print_papers", "papers", area_path=unit.path, forms=count)
    return made


@transaction.atomic
def enter_paper(actor: Actor, who: identity.Who, told: Entered, *, now: datetime) -> Permit | None:
    """Tell the server what was given by hand; the permit, or None where the serial was used before.

    The same form for the same person and day changes nothing; for anybody else it is a double, which is
    kept.  Raises :class:`PaperUnknown`, :class:`CannotBeGiven`.
    """
    actor.need_anywhere("permits.decide")
    number = serial.card_number(told.serial)
    if number is None:
        raise PaperUnknown
    rows = Paper.objects.select_for_update(of=("self",)).filter(within(actor.area_path), serial=number)
    paper = rows.first()
    if paper is None:
        raise PaperUnknown
    begins = datetime.combine(told.begins, time(0), LOCAL)
    template = permits.offered(permit_templates().values(), told.begins).get(told.template)
    if paper.used_at is not None:
        return _known_or_double(actor, paper, who, begins, now)
    ends = begins + timedelta(days=max(told.days, 0))
    hours = template.hours if template else permits.Hours(0, permits.DAY_MINUTES)
    wrong = permits.faults(template, Asked("person", told.reason, begins, ends, hours))
    if template is None or wrong:
        raise CannotBeGiven(wrong[0])
    rows.update(used_at=now, used_by=actor.id)
    made = Permit.objects.create(
        number=new_number(), person_id=who.id, area_path=paper.area_path, paper=paper,
        template=template.number, reason=told.reason, valid_from=begins, valid_until=ends,
        hours_begin=hours.begin, hours_end=hours.end, where_id=where_of(template, paper.area_path),
        issued_at=now, issued_by=actor.id,
    )  # fmt: skip
    audit.record(actor, "permits.enter_paper", serial.card_text(paper.serial), area_path=paper.area_path)
    suspend_people([who.id], now)
    return made


def _known_or_double(
    actor: Actor, paper: Paper, who: identity.Who, begins: datetime, now: datetime
) -> Permit | None:
    """Whoever holds the permit of this form may live elsewhere; whether it is the same leaves."""
    with wall.opened("permits.paper"):
        first = Permit.objects.filter(paper=paper).first()
    if first is not None and (first.person_id, first.valid_from) == (who.id, begins):
        return first
    _, is_new = Double.objects.get_or_create(
        paper=paper,
        person_id=who.id,
        defaults={"area_path": paper.area_path, "told_at": now, "told_by": actor.id},
    )
    if is_new:
        name = serial.card_text(paper.serial)
        audit.record(actor, "permits.paper_double", name, area_path=paper.area_path)
    return None


def papers_of(actor: Actor, serials: Sequence[int]) -> list[Paper]:
    """Forms of the actor's area by serial."""
    actor.need_anywhere("permits.decide")
    return list(Paper.objects.filter(within(actor.area_path), serial__in=serials).order_by("serial"))
