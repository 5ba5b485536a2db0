"""Gates for tests: a device with its token, and uploads through the front door."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from lachan.core.access import system
from lachan.places import services
from lachan.places.models import Place

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
