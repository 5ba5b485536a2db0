"""A card is scanned at the desk: the person is found, compared, or newly made."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from lachan.areas.public import Unit
from lachan.core.access import system
from lachan.identity.models import Guardian, Identifier, Person, RecordView, Review
from lachan.identity.queries import guardians
from lachan.identity.rules import Purpose
from tests import make
from tests.identity.test_matching import store

pytestmark = pytest.mark.django_db
HOA = ("R1", "Nguyễn Thị Bích Hòa", "1984-02-05", "female", "0912345678", "001184000123")
CARD = "001184000123|012345678|Nguyễn Thị Bích Hòa|05021984|Nữ|Số 1, Phường Phúc Xá, Ba Đình, Hà Nội|01092021"


@pytest.fixture
def units() -> dict[str, Unit]:
    return make.make_areas()


@pytest.fixture
def nurse(units: dict[str, Unit]) -> Client:
    client = Client()
    client.force_login(make.make_staff(units["00001"], "health_worker")[0])
    return client


def typed(**changed: str) -> dict[str, str]:
    told = {
        "name": "Nguyễn Thị Bích Hòa", "birth_date": "05/02/1984", "sex": "female",
        "document": "001184000123", "old_document": "012345678", "phone": "", "unit": "00001",
    }  # fmt: skip
    return told | changed


def test_a_scanned_card_fills_the_form_with_accents_old_number_and_commune(nurse: Client) -> None:
    page = nurse.post(reverse("identity:new"), {"scan": CARD})
    assert page.status_code == 200
    form = page.context["form"]
    assert {name: form[name].value() for name in ("name", "old_document", "unit", "sex")} == {
        "name": "Nguyễn Thị Bích Hòa", "old_document": "012345678", "unit": "00001", "sex": "female"
    }  # fmt: skip
    assert page.context["warnings"] == []


def test_what_looks_wrong_on_a_card_is_told_with_its_reason_and_not_refused(nurse: Client) -> None:
    page = nurse.post(
        reverse("identity:new"), {"scan": CARD.replace("Nữ", "Nam").replace("001184", "003184")}
    )
    assert len(page.context["warnings"]) == 2
    assert nurse.post(reverse("identity:new"), {"scan": "hello"}).status_code == 422


def test_somebody_new_is_made_with_every_number_of_the_card(nurse: Client) -> None:
    page = nurse.post(reverse("identity:new"), typed(phone="0912 345 678"))
    made = Person.objects.get()
    assert page.url == reverse("identity:person", args=[made.code])
    assert sorted(Identifier.objects.values_list("kind", flat=True)) == ["cccd", "cmnd"]
    assert made.phones.count() == 1


def test_somebody_known_is_opened_and_what_is_new_on_the_card_is_added(
    nurse: Client, units: dict[str, Unit]
) -> None:
    store(HOA)
    known = Person.objects.get()
    Person.objects.update(area_id=units["00001"].id, area_path=units["00001"].path)
    page = nurse.post(reverse("identity:new"), typed())
    assert page.url == reverse("identity:person", args=[known.code])
    assert Person.objects.count() == 1
    assert sorted(Identifier.objects.values_list("kind", flat=True)) == ["cccd", "cmnd"]
    assert nurse.post(reverse("identity:new"), typed()).url == page.url
    assert Identifier.objects.count() == 2


def test_a_doubtful_pair_is_shown_side_by_side_and_decided(nurse: Client, units: dict[str, Unit]) -> None:
    store(("R1", "Nguyễn Thị Hà", "1984-02-05", "female", "0912345678", "001184000124"))
    Person.objects.update(area_id=units["00001"].id, area_path=units["00001"].path)
    known, asked = Person.objects.get(), typed(phone="0912345678")
    page = nurse.post(reverse("identity:new"), asked)
    assert [candidate.who.id for candidate, _ in page.context["pairs"]] == [known.id]
    assert RecordView.objects.filter(person_id=known.id, purpose="matching").exists()
    same = nurse.post(reverse("identity:new"), asked | {"decision": f"same:{known.code}"})
    assert (same.url, Person.objects.count()) == (reverse("identity:person", args=[known.code]), 1)
    Identifier.objects.filter(tail="123").delete()
    nurse.post(reverse("identity:new"), asked | {"decision": "new"})
    assert Person.objects.count() == 2
    assert Review.objects.get().decision == "different"


def test_a_number_that_differs_by_one_digit_is_never_taken_for_a_slip_of_the_scanner(
    nurse: Client, units: dict[str, Unit]
) -> None:
    store(HOA)
    Person.objects.update(area_id=units["00001"].id, area_path=units["00001"].path)
    page = nurse.post(reverse("identity:new"), typed(document="001184000124", phone="0912345678"))
    assert page.status_code == 200
    assert len(page.context["pairs"]) == 1
    assert Identifier.objects.count() == 1


def test_somebody_of_another_area_is_not_shown_and_the_record_made_here_is_joined(
    nurse: Client, units: dict[str, Unit]
) -> None:
    store(HOA)
    Person.objects.update(area_id=units["09163"].id, area_path=units["09163"].path)
    page = nurse.post(reverse("identity:new"), typed())
    assert page.status_code == 200
    assert page.context["is_elsewhere"]
    assert not re.search(r"\bR1\b", page.content.decode())  # a token may hold the letters
    other = Person.objects.get()
    refused = nurse.post(reverse("identity:new"), typed() | {"decision": f"same:{other.code}"})
    assert refused.status_code == 404
    nurse.post(reverse("identity:new"), typed() | {"decision": "new"})
    made = Person.objects.exclude(pk=other.pk).get()
    assert make.root_of(made.id) == other.id


def test_a_guardian_is_told_shown_ended_and_told_again(nurse: Client, units: dict[str, Unit]) -> None:
    child, mother = (
        make.make_person(units["00001"], name="Bé An"),
        make.make_person(units["00001"], name="Mẹ Hoa"),
    )
    told = {"guardian": mother.code, "relation": "parent", "basis": "paper"}
    add = reverse("identity:add_guardian", args=[child.code])
    for _ in range(2):  # the second is refused
        nurse.post(add, told)
    [line] = guardians(child.id, Purpose.REGISTER_LIST)
    assert (line.name, line.basis) == ("Mẹ Hoa", "paper")
    assert "Mẹ Hoa" in nurse.get(reverse("identity:person", args=[child.code])).content.decode()
    assert "Bé An" in nurse.get(reverse("identity:person", args=[mother.code])).content.decode()
    nurse.post(reverse("identity:end_guardian", args=[child.code, line.id]))
    assert guardians(child.id, Purpose.REGISTER_LIST) == []
    nurse.post(add, told)
    assert Guardian.objects.filter(person=child).count() == 2


def test_nobody_speaks_for_themselves_and_nobody_of_elsewhere_is_entered(
    nurse: Client, units: dict[str, Unit]
) -> None:
    child, stranger = make.make_person(units["00001"]), make.make_person(units["09163"])
    for guardian in (child, stranger):
        told = {"guardian": guardian.code, "relation": "parent", "basis": "paper"}
        nurse.post(reverse("identity:add_guardian", args=[child.code]), told)
    assert not Guardian.objects.exists()
    assert nurse.get(reverse("identity:person", args=[stranger.code])).status_code == 404
    assert system().may("identity.record", "")
