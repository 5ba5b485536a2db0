"""Tubes, samplers and laboratories for tests of this room."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from lachan.accounts import services as accounts
from lachan.areas import public as areas
from lachan.core.access import ROLES, Actor, system
from lachan.identity.models import Person
from lachan.testing import services
from lachan.testing.models import Campaign, Custody, Tube

_numbers = count(1)
Items = Sequence[Mapping[str, Any]]


def now() -> datetime:
    return timezone.now()


def ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def actor(role: str, area: areas.Unit | None = None) -> Actor:
    path = area.path if area else ""
    return Actor(f"{role}{next(_numbers)}", role, role, ROLES[role], path, area.id if area else None)


def token(role: str, area: str = "") -> str:
    name = f"{role}-{next(_numbers)}"
    return accounts.add_service(system(), name, role, area, ends_at=None, now=now())


def barcode() -> str:
    return f"T{next(_numbers):08}"


def take(
    *people: Person, tube: str = "", at: datetime | None = None, by: Actor | None = None, campaign: str = ""
) -> str:
    """A tube with the swabs of these people, stored."""
    code = tube or barcode()
    told = services.Taken(code, tuple(p.code for p in people), at or ago(3), campaign or None)
    assert services.take_samples(by or actor("sampler"), [told]) == [services.Told(code, "stored")]
    return code


def measure(
    tube: str, outcome: str, method: str = "pcr", *, at: datetime | None = None, by: Actor | None = None
) -> services.Told:
    told = services.Measured(tube, outcome, method, at or ago(1))
    return services.take_answers(by or actor("laboratory"), [told])[0]


def step(tube: str) -> str:
    return Tube.objects.get(code=tube).step


def steps(tube: str) -> list[str]:
    """The custody of a tube, oldest first."""
    rows = Custody.objects.filter(tube_id=Tube.objects.get(code=tube).id).order_by("number")
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.was for row in rows] == ["", *[row.step for row in rows]][: len(rows)]
    return [row.step for row in rows]


def make_campaign(area: areas.Unit, code: str = "C1", **other: Any) -> Campaign:
    day = timezone.localdate()
    told = {"reason": "periodic", "starts_on": day - timedelta(days=3), "ends_on": day + timedelta(days=3)}
    return Campaign.objects.create(
        **{**told, "name": code, **other}, code=code, area_id=area.id, area_path=area.path, made_at=now(),
        made_by="test",
    )  # fmt: skip


def send(door: str, shown: str, items: Items | object) -> tuple[int, dict[str, Any]]:
    """Items through ``/api/v1/samples`` or ``/api/v1/results``; the status and what was answered."""
    answer = Client(enforce_csrf_checks=True, raise_request_exception=True).post(
        f"/api/v1/{door}",
        json.dumps({door: items}, default=datetime.isoformat),
        content_type="application/json",
        headers={"Authorization": f"Bearer {shown}"} if shown else {},
    )
    return answer.status_code, answer.json()


def told(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["tube"], one["status"], one["code"]) for one in answer["results"]]
