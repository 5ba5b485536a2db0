"""Gates for tests: a device with its token, uploads through the front door, a citizen who keeps places."""

import html
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from lachan.accounts import public as accounts
from lachan.accounts import services as accounting
from lachan.accounts.rules import Relation
from lachan.core.access import system
from lachan.places import services
from lachan.places.models import Place
from tests import make
from tests.accounts.make import make_account, signed_in, told

NUMBERS = count(1)


@dataclass
class Gate:
    """A device at a place; ``off`` is how far its clock is ahead of ours."""

    place: Place
    device: int
    token: str
    off: timedelta = timedelta(0)

    def item(self, seq: int, code: str, at: datetime, direction: str = "in") -> dict[str, Any]:
        """A scan that happened at ``at`` by our clock, as the device tells it."""
        return {"seq": seq, "code": code, "direction": direction, "at": (at + self.off).isoformat()}

    def send(self, *items: dict[str, Any]) -> list[tuple[int, str, str]]:
        """Through the endpoint; number, status and code of each."""
        answer = self.post({"device_now": (timezone.now() + self.off).isoformat(), "scans": list(items)})
        assert answer.status_code == 200, answer.content
        return [(one["seq"], one["status"], one["code"]) for one in answer.json()["results"]]

    def post(self, body: Any, **headers: str) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {"authorization": f"Bearer {self.token}"} | headers
        return Client().post("/api/v1/scans", text, content_type="application/json", headers=headers)


def gate(place: Place, *, off: timedelta = timedelta(0), name: str = "") -> Gate:
    made = services.add_device(system(), place.code, name=name, now=timezone.now())
    return Gate(place, made.device, made.token, off)


class Owner:
    """A citizen with a place."""

    def __init__(self, phone: str = "091 234 56 78") -> None:
        self.account = make_account(phone, now=timezone.now())
        self.actor = accounts.citizen(self.account)
        self.browser = signed_in(self.account)

    def register(self, name: str = "Quán Gió", kind: str = "cafe") -> Place:
        unit = make.make_areas()["00001"]
        told = services.PlaceTold(name, kind, unit)
        return services.register_place(self.actor, self.account.id, told, now=timezone.now())

    def person(self, name: str = "Trần Thị Hoa", relation: Relation = Relation.SELF) -> int:
        care = accounting.add_person(self.account, relation, told(name), now=timezone.now())
        return int(care.person_id)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return html.unescape(answer.content.decode())
