"""Pages: a citizen asks one question a page, the commune decides with a few keys, a permit shows its code."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lachan.accounts import services as accounting
from lachan.accounts.rules import Relation
from lachan.identity.models import RecordView
from lachan.kernel import serial
from lachan.permits.models import Application, Paper, Permit
from tests import make
from tests.accounts.make import make_account, signed_in, told
from tests.permits.make import NOW, Town, asked, given, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


class Citizen:
    """An account that acts for one person of the first commune."""

    def __init__(self, place: Town, phone: str = "091 234 56 78") -> None:
        self.account = make_account(phone, now=timezone.now())
        self.browser = signed_in(self.account)
        self.care = accounting.add_person(
            self.account, Relation.SELF, told("Trần Thị Hoa"), now=timezone.now()
        )
        from lachan.identity.models import Person

        unit = place.units["00001"]
        Person.objects.filter(pk=self.care.person_id).update(area_id=unit.id, area_path=unit.path)
        self.person = Person.objects.get(pk=self.care.person_id)

    def answer(self, step: str, value: str) -> int:
        return self.browser.post(f"/me/permits/new/{step}/", {"answer": value}).status_code

    def asks(self) -> None:
        for step, value in {
            "who": str(self.care.id), "template": "errand", "reason": "food",
            "begins": timezone.localdate().isoformat(), "days": "2", "journey": "Nhà – chợ Hôm",
            "plate": "29a-123.45",
        }.items():  # fmt: skip
            assert self.answer(step, value) == 302, step


def staff(actor_id: str) -> Client:
    from django.contrib.auth.models import User

    client = Client()
    client.force_login(User.objects.get(username=actor_id))
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return html.unescape(answer.content.decode())


def test_a_citizen_asks_question_by_question_and_the_commune_decides(place: Town) -> None:
    citizen, desk = Citizen(place), staff(place.registrar.id)
    assert "Trần Thị Hoa" in page(citizen.browser, "/me/permits/new/who/")
    citizen.asks()
    assert "Nhà – chợ Hôm" in page(citizen.browser, "/me/permits/new/check/")
    assert not Application.objects.exists()
    citizen.browser.post("/me/permits/new/check/")
    row = Application.objects.get()
    assert (row.person_id, row.plate, row.journey) == (citizen.person.id, "29A12345", "Nhà – chợ Hôm")
    assert "Trần Thị Hoa" in page(desk, "/permits/")
    assert RecordView.objects.filter(person_id=citizen.person.id, purpose="permit").exists()
    assert desk.post("/permits/decide/", {"pick": [str(row.id)], "action": "approve"}).status_code == 302
    number = serial.card_text(Permit.objects.get().number)
    shown = page(citizen.browser, f"/me/permits/of/{number}/")
    assert "data:image/png" in shown
    assert citizen.browser.get(f"/me/permits/of/{number}/print/").content.startswith(b"%PDF")
    assert desk.get(f"/permits/of/{number}/print/").content.startswith(b"%PDF")


def test_answers_that_were_not_offered_are_asked_again(place: Town) -> None:
    citizen = Citizen(place)
    stranger = Citizen(place, "098 765 43 21")
    assert citizen.answer("who", str(stranger.care.id)) == 422
    assert citizen.answer("who", str(citizen.care.id)) == 302
    assert citizen.answer("template", "party") == 422
    assert citizen.browser.get("/me/permits/new/days/").headers["Location"] == "/me/permits/new/template/"
    assert citizen.browser.get("/me/permits/new/nothing/").status_code == 404


def test_a_permit_and_what_waits_are_seen_by_their_own_account_only(place: Town) -> None:
    citizen, stranger = Citizen(place), Citizen(place, "098 765 43 21")
    permit = given(place.registrar, citizen.person, now=timezone.now())
    waits = asked(citizen.person, template="medical", reason="escort")
    number = serial.card_text(permit.number)
    assert stranger.browser.get(f"/me/permits/of/{number}/").status_code == 404
    assert stranger.browser.get(f"/me/permits/of/{number}/print/").status_code == 404
    assert stranger.browser.post(f"/me/permits/withdraw/{waits.id}/").status_code == 404
    assert number not in page(stranger.browser, "/me/permits/")
    assert number in page(citizen.browser, "/me/permits/")
    assert citizen.browser.post(f"/me/permits/withdraw/{waits.id}/").status_code == 302
    assert Application.objects.get(pk=waits.id).status == "withdrawn"


def test_the_neighbours_commune_sees_and_decides_nothing(place: Town) -> None:
    row, neighbour = asked(place.person("Lê Thị Hai")), staff(place.neighbour.id)
    permit = given(place.registrar, place.person())
    number = serial.card_text(permit.number)
    assert "Lê Thị Hai" not in page(neighbour, "/permits/")
    assert neighbour.post("/permits/decide/", {"pick": [str(row.id)], "action": "approve"}).status_code == 404
    assert neighbour.get(f"/permits/of/{number}/").status_code == 404
    assert neighbour.post(f"/permits/of/{number}/revoke/", {"reason": "x"}).status_code == 404
    assert Permit.objects.get().revoked_at is None


def test_who_refuses_says_why_and_the_rows_stay_ticked(place: Town) -> None:
    row, desk = asked(place.person()), staff(place.registrar.id)
    answer = desk.post("/permits/decide/", {"pick": [str(row.id)], "action": "refuse", "refusal": " "})
    assert answer.status_code == 422
    assert "checked" in answer.content.decode()
    assert Application.objects.get().status == "waiting"
    assert desk.post("/permits/decide/", {"action": "approve"}).status_code == 422
    desk.post("/permits/decide/", {"pick": [str(row.id)], "action": "refuse", "refusal": "Đã có giấy khác"})
    assert Application.objects.get().refusal == "Đã có giấy khác"


def test_lists_go_on_behind_their_last_line_and_miss_nobody(place: Town) -> None:
    people = [place.person(f"Người Số {n:03d}") for n in range(53)]
    for n, person in enumerate(people):
        asked(person, now=NOW + timedelta(seconds=n // 2))  # pairs at one moment
    desk = staff(place.registrar.id)
    first = page(desk, "/permits/")
    further = first.split('href="?after=')[1].split('"')[0]
    second = page(desk, f"/permits/?after={further}")
    seen = [sum(f"Người Số {n:03d}" in shown for shown in (first, second)) for n in range(53)]
    assert seen == [1] * 53


def test_given_permits_are_listed_and_taken_back_with_a_reason(place: Town) -> None:
    permit, desk = given(place.registrar, place.person(), now=timezone.now()), staff(place.registrar.id)
    number = serial.card_text(permit.number)
    assert number in page(desk, "/permits/issued/")
    desk.post(f"/permits/of/{number}/revoke/", {"reason": ""})
    assert Permit.objects.get().revoked_at is None
    desk.post(f"/permits/of/{number}/revoke/", {"reason": "Giả mạo"})
    assert "Giả mạo" in page(desk, f"/permits/of/{number}/")


def test_forms_are_printed_entered_by_a_scanned_code_and_doubles_are_shown(place: Town) -> None:
    desk = staff(place.registrar.id)
    assert desk.post("/permits/papers/print/", {"count": 2}).content.startswith(b"%PDF")
    assert desk.post("/permits/papers/print/", {"count": 0}).status_code == 302
    form, person, other = Paper.objects.first(), place.person(), place.person("Lê Thị Hai")
    assert form is not None
    told = {
        "serial": serial.card_text(form.serial), "kind": "errand:food", "days": 2,
        "begins": f"{timezone.localdate():%d/%m/%Y}",
    }  # fmt: skip
    assert desk.post("/permits/papers/", told | {"person": "nobody"}).status_code == 422
    assert desk.post("/permits/papers/", told | {"person": person.code, "days": 9}).status_code == 422
    assert desk.post("/permits/papers/", told | {"person": person.code}).status_code == 302
    assert desk.post("/permits/papers/", told | {"person": other.code}).status_code == 302
    assert Permit.objects.get().person_id == person.id
    assert "Lê Thị Hai" in page(desk, "/permits/papers/doubles/")
    far = make.make_person(place.units["00004"])
    assert desk.post("/permits/papers/", told | {"person": far.code}).status_code == 422


def test_the_commune_grants_a_quota_and_nobody_else(place: Town) -> None:
    citizen, desk = Citizen(place), staff(place.registrar.id)
    form = {"name": "Xưởng May", "commune": str(place.units["00001"].id)}
    assert citizen.browser.post("/me/organisations/", {"name": "X", "commune": ""}).status_code == 422
    path = citizen.browser.post("/me/organisations/", form).headers["Location"]
    key = path.rstrip("/").split("/")[-1]
    assert "Xưởng May" in page(desk, "/permits/organisations/")
    for quota in ("0", "-1", "x"):
        desk.post("/permits/organisations/", {"organisation": key, "quota": quota})
    assert 'type="file"' not in page(citizen.browser, path)
    neighbour = staff(place.neighbour.id)
    assert neighbour.post("/permits/organisations/", {"organisation": key, "quota": 5}).status_code == 404
    desk.post("/permits/organisations/", {"organisation": key, "quota": "5"})
    assert 'type="file"' in page(citizen.browser, path)
