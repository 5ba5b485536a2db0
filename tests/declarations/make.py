"""Declarations for tests: answers that are sound, a partner who sends, a citizen who fills forms."""

import html
import json
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from lachan.accounts import services as accounting
from lachan.core.access import system
from lachan.identity.models import Person

NUMBERS = count(1)
SOUND: dict[str, Any] = {"symptoms": [], "met_case": False, "illnesses": []}


def today(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def ill() -> dict[str, Any]:
    """Answers that are risky for two reasons."""
    return SOUND | {"symptoms": ["fever", "cough", "breath"], "onset": today(-1)}


def flown(number: str = "VN253", seat: str = "12A", day: int = 0) -> dict[str, Any]:
    """Answers of somebody who came by air."""
    return {
        "transport": "aircraft", "number": number, "seat": seat, "arrival_day": today(day), "countries": [],
        "symptoms": [], "met_case": False, "stay": "00001", "address": "12 Hàng Bài",
    }  # fmt: skip


@dataclass
class Partner:
    """A programme with a token; ``off`` is how far its clock is ahead of ours."""

    token: str
    off: timedelta = timedelta(0)

    def item(self, person: Person | str, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
        code = person if isinstance(person, str) else person.code
        at = more.pop("at", timezone.now() - timedelta(minutes=1)) + self.off
        told = {"id": f"k-{next(NUMBERS)}", "form": "health", "person": code, "at": at.isoformat()}
        return told | {"answers": answers} | more

    def send(self, *items: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post({"device_now": self.now(), "declarations": list(items)})
        assert answer.status_code == 200, answer.content
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def now(self) -> str:
        return (timezone.now() + self.off).isoformat()

    def post(self, body: Any, **headers: str) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {"authorization": f"Bearer {self.token}"} | headers
        path = "/api/v1/declarations"
        return Client().post(path, text, content_type="application/json", headers=headers)


def partner(*, off: timedelta = timedelta(0), role: str = "kiosk", area: str = "") -> Partner:
    name, now = f"partner-{next(NUMBERS)}", timezone.now()
    return Partner(accounting.add_service(system(), name, role, area, ends_at=None, now=now), off)


def told(results: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["status"], one["code"]) for one in results]


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.headers.get("Location"))
    return html.unescape(answer.content.decode())
