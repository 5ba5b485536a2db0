"""Permits for tests: a family, its commune, and what they ask for."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lachan.core.access import Actor
from lachan.identity import public as identity
from lachan.identity.models import Person
from lachan.permits import services
from lachan.permits.models import Application, Permit
from lachan.permits.services import Wish
from tests import make

NOW = timezone.localtime().replace(
    hour=12, minute=0, second=0, microsecond=0
)  # today, for results have clocks
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ERRAND = Wish("errand", "food", NOW.date(), 2, "Chợ Hôm", "29A-123.45")
CITIZEN = Actor("citizen:1", "… 678", "citizen", frozenset({"permits.own", "identity.record"}), "")


@dataclass
class Town:
    """Two communes of one province, with who decides there."""

    units: dict[str, Any]
    registrar: Actor
    neighbour: Actor
    province: Actor

    def person(self, name: str = "Nguyễn Văn An", commune: str = "00001") -> Person:
        return make.make_person(self.units[commune], name=name)


def town() -> Town:
    units = make.make_areas()
    return Town(
        units,
        make.make_staff(units["00001"], "registrar")[1],
        make.make_staff(units["00004"], "registrar")[1],
        make.make_staff(units["01"], "manager")[1],
    )


def who(person: Person) -> identity.Who:
    return identity.people([person.id], identity.Purpose.OWN)[person.id]


def asked(person: Person, wish: Wish = ERRAND, *, now: datetime = NOW, **change: Any) -> Application:
    family = replace(CITIZEN, id=f"citizen:{person.id}")  # each asks a few times a day
    return services.apply(family, who(person), replace(wish, **change), now=now)


def given(actor: Actor, person: Person, wish: Wish = ERRAND, *, now: datetime = NOW, **change: Any) -> Permit:
    """Asked for and approved."""
    application = asked(person, wish, now=now, **change)
    services.decide(actor, [application.id], now=now, approve=True)
    return Permit.objects.get(application=application)


def today_wish(**change: Any) -> Wish:
    """For tests that go through pages: from today on."""
    return replace(ERRAND, begins=timezone.localdate(), **change)
