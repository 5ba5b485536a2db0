"""Reads: the phones that show the codes of people."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from lachan.core.access import Actor
from lachan.identity.models import Card, Form


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone: its key, who entered it, since when, how many people's codes it shows."""

    device: str
    issued_by: str
    since: datetime
    last_day: date
    people: int


def of_phones(actor: Actor, own: int | None) -> Q:
    """Cards on phones that the actor entered, or that show the code of ``own``."""
    entered = Q(issued_by=actor.id)
    return entered if own is None else entered | Q(person=own)


def phones(actor: Actor, own: int | None, *, now: datetime) -> list[Phone]:
    """Phones that the actor entered, and those of anybody that show the code of ``own``; the oldest first."""
    actor.need_anywhere("identity.phones")
    rows = (
        Card.objects.filter(of_phones(actor, own), form=Form.APP, revoked_at=None)
        .filter(valid_until__gte=timezone.localdate(now))
        .values("device")
        .annotate(by=Max("issued_by"), since=Min("issued_at"), last_day=Max("valid_until"))
        .annotate(people=Count("person", distinct=True))
        .order_by("since")
    )
    return [Phone(r["device"] or "", r["by"], r["since"], r["last_day"], r["people"]) for r in rows]
