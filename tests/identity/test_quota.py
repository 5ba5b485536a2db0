"""Look-ups by staff have a quota; who reaches it is refused and told.  Unseen is like unknown."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from lachan.areas.public import Unit
from lachan.core.models import AuditEntry
from lachan.identity.models import LookupAlarm, RecordView
from tests import make
from tests.identity.test_matching import AN, store

TYPED = {
    "person": "P1", "outcome": "negative", "test_type": "pcr", "sampled_at": "2022-03-10T10:00",
    "document": "001184000123", "birth_date": "05/02/1984",
    "phone": "0912345678", "relation": "self", "seen": "on",
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> dict[str, Unit]:
    return make.make_areas()


def client_of(unit: Unit | None, role: str = "tracer", username: str = "") -> Client:
    client = Client()
    client.force_login(make.make_staff(unit, role, username=username)[0])
    return client


def test_the_look_up_beyond_the_quota_is_refused_and_the_officer_told(
    units: dict[str, Unit], settings: Settings
) -> None:
    settings.IDENTITY_LOOKUPS_AN_HOUR = 3
    person = make.make_person(units["00001"])
    busy = client_of(units["01"], username="busy")
    pages = [reverse("identity:people"), reverse("identity:person", args=[person.code])]
    answers = [busy.get(pages[i % 2]).status_code for i in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert client_of(units["01"]).get(pages[0]).status_code == 200, "others go on"
    alarm = LookupAlarm.objects.get()
    assert (alarm.actor, alarm.refused, alarm.area_path) == ("busy", 2, units["01"].path)
    assert AuditEntry.objects.filter(verb="identity.lookups_refused", subject="busy").count() == 1
    officer = client_of(units["01"], "data_protection").get(reverse("accounts:openings"))
    assert "busy" in officer.content.decode()
    elsewhere = client_of(units["24"], "data_protection").get(reverse("accounts:openings"))
    assert "busy" not in elsewhere.content.decode()


@pytest.mark.parametrize(
    ("role", "url", "data"),
    [
        ("tracer", "identity:people", None),
        ("registrar", "identity:cards", None),
        ("tracer", "identity:reviews", None),
        ("laboratory", "testing:release", TYPED),
        ("health_worker", "accounts:desk", TYPED),
    ],
)  # fmt: skip
def test_every_way_to_look_somebody_up_counts(
    units: dict[str, Unit], settings: Settings, role: str, url: str, data: dict[str, str] | None
) -> None:
    settings.IDENTITY_LOOKUPS_AN_HOUR = 0
    client = client_of(units["01"], role)
    answer = client.get(reverse(url) + "?q=an") if data is None else client.post(reverse(url), data)
    assert answer.status_code == 429, answer.content.decode()
    assert RecordView.objects.count() == 0


def body(client: Client, typed: str) -> str:
    answer = client.get(reverse("identity:people"), {"q": typed})
    assert answer.status_code == 200
    return re.sub(r"(?i)csrf\w*\W+(value=\W)?\w+", "", answer.content.decode().replace(typed, "…"))


def test_a_number_that_belongs_to_somebody_elsewhere_gives_the_answer_of_one_that_belongs_to_nobody(
    units: dict[str, Unit],
) -> None:
    store(AN)
    phone, number = "0912345678", "001184000123"
    here, elsewhere = client_of(units["01"]), client_of(units["24"])
    assert body(elsewhere, phone) == body(elsewhere, "0912345679")
    assert body(elsewhere, number) == body(elsewhere, "001184000129")
    assert body(here, phone) != body(here, "0912345679"), "the control: in one's own area it is found"
