"""One question a page, for oneself, for somebody of the family and at the desk; then the commune's list."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lachan.accounts import services as accounting
from lachan.accounts.models import Care
from lachan.accounts.rules import Relation
from lachan.areas import public as areas
from lachan.core.models import AuditEntry
from lachan.declarations.models import Alert, Declaration, Draft
from lachan.declarations.queries import answers_of
from lachan.identity import public as identity
from lachan.identity.models import RecordView
from tests import make
from tests.accounts.make import make_account, signed_in
from tests.accounts.make import told as person_told
from tests.declarations.make import SOUND, ill, page, partner

pytestmark = pytest.mark.django_db


class Citizen:
    """Somebody with a telephone who has a record, and a family."""

    def __init__(self, home: areas.Unit, phone: str = "091 234 56 78") -> None:
        self.account = make_account(phone, now=timezone.now())
        self.home, self.browser = home, signed_in(self.account)

    def person(self, name: str = "Trần Thị Hoa", relation: Relation = Relation.SELF) -> Care:
        given = person_told(name)
        record = identity.PersonTold(given.name, given.birth_date, given.sex, "", self.home)
        return accounting.add_person(self.account, relation, record, now=timezone.now())

    def fill(self, start: str, answers: dict[str, Any]) -> str:
        """Follow the questions from ``start``, answering each by its name; gives where it ended."""
        path = self.browser.get(start).headers["Location"]
        while (step := path.rstrip("/").rpartition("/")[2]) in answers:
            answer = self.browser.post(path, {"answer": answers[step]})
            assert answer.status_code == 302, (path, page(self.browser, path))
            path = answer.headers["Location"]
        return path


@pytest.fixture
def home() -> areas.Unit:
    return make.make_areas()["00001"]


@pytest.fixture
def citizen(home: areas.Unit) -> Citizen:
    return Citizen(home)


ILL = {
    "symptoms": ["fever", "breath"], "onset": "", "temperature": "38,7", "met_case": "no",
    "illnesses": ["heart"], "phone": "0912 345 678",
}  # fmt: skip


def ill_since(days: int) -> dict[str, Any]:
    return ILL | {"onset": f"{timezone.localdate() - timedelta(days=days):%d/%m/%Y}"}


def test_a_citizen_declares_one_question_a_page_and_learns_what_happens_now(citizen: Citizen) -> None:
    care = citizen.person()
    listed = page(citizen.browser, f"/me/{care.id}/declarations/")
    assert "Tờ khai sức khoẻ" in listed
    end = citizen.fill(f"/me/{care.id}/declarations/health/begin/", ill_since(1))
    assert end.endswith("/health/check/")
    checked = page(citizen.browser, end)
    assert "Sốt, Khó thở" in checked
    assert "38,7" in checked
    assert not Declaration.objects.exists()
    answer = citizen.browser.post(end)
    row = Declaration.objects.get()
    assert answer.headers["Location"] == f"/me/{care.id}/declarations/{row.id}/"
    assert "Phường Phúc Xá" in page(citizen.browser, answer.headers["Location"])
    assert (row.channel, row.person_id, answers_of(row)["temperature"]) == ("own", care.person_id, 38.7)
    assert Alert.objects.get().declaration_id == row.id
    assert not Draft.objects.exists()
    assert AuditEntry.objects.filter(verb="declarations.send", subject=str(row.id)).exists()


def test_a_question_under_a_condition_is_asked_only_then(citizen: Citizen) -> None:
    care = citizen.person()
    well = {"symptoms": [], "met_case": "no", "illnesses": [], "phone": ""}
    end = citizen.fill(f"/me/{care.id}/declarations/health/begin/", well)
    assert end.endswith("/check/")
    citizen.browser.post(end)
    assert answers_of(Declaration.objects.get()) == SOUND
    assert not Alert.objects.exists()


def test_answers_stay_when_the_telephone_is_put_away(citizen: Citizen) -> None:
    care = citizen.person()
    start = f"/me/{care.id}/declarations/health/begin/"
    citizen.fill(start, {"symptoms": ["fever"], "onset": ill_since(2)["onset"]})
    again = signed_in(citizen.account)  # another telephone
    assert again.get(start).headers["Location"].endswith("/health/temperature/")
    assert "checked" in page(again, f"/me/{care.id}/declarations/health/symptoms/")


@pytest.mark.parametrize(
    ("step", "typed", "told"),
    [
        ("met_case", "", "Cần trả lời câu này."),
        ("onset", "31/02/2026", "Hãy nhập ngày"),
        ("onset", "", "Cần trả lời câu này."),
        ("temperature", "nóng", "Hãy nhập một số"),
        ("temperature", "99", "Số này không đúng"),
    ],
)
def test_a_wrong_answer_is_told_at_its_question_and_the_others_stay(
    citizen: Citizen, step: str, typed: str, told: str
) -> None:
    care = citizen.person()
    base = f"/me/{care.id}/declarations/health"
    citizen.browser.post(f"{base}/symptoms/", {"answer": ["fever"]})
    answer = citizen.browser.post(f"{base}/{step}/", {"answer": typed})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert answers_of(Draft.objects.get()) == {"symptoms": ["fever"]}


def test_two_taps_on_send_are_one_declaration(citizen: Citizen) -> None:
    care = citizen.person()
    end = citizen.fill(f"/me/{care.id}/declarations/health/begin/", ill_since(1))
    citizen.browser.post(end)
    assert citizen.browser.post(end).status_code == 302
    assert (Declaration.objects.count(), Alert.objects.count()) == (1, 1)


def test_the_commune_of_a_stay_is_found_by_typing(citizen: Citizen) -> None:
    care = citizen.person()
    base = f"/me/{care.id}/declarations/movement"
    citizen.browser.post(f"{base}/travel_day/", {"answer": f"{timezone.localdate():%d/%m/%Y}"})
    several = citizen.browser.post(f"{base}/destination/", {"answer": "phuong"})
    assert several.status_code == 200
    assert "Phường Vũ Ninh" in several.content.decode()
    assert citizen.browser.post(f"{base}/destination/", {"answer": "không đâu"}).status_code == 422
    assert citizen.browser.post(f"{base}/destination/", {"answer": "vu ninh"}).status_code == 302
    assert answers_of(Draft.objects.get())["destination"] == "09163"


def test_a_journey_names_those_of_the_family_who_come_along(citizen: Citizen) -> None:
    care, child = citizen.person(), citizen.person("Lê Văn Con", Relation.CHILD)
    base = f"/me/{care.id}/declarations/movement"
    code = identity.person_codes([child.person_id])[child.person_id]
    end = citizen.fill(
        f"{base}/begin/",
        {
            "travel_day": f"{timezone.localdate():%d/%m/%Y}", "destination": "09163",
            "stops": "Trạm Phủ Lý\nQuán cơm Ninh Bình", "transport": "vehicle", "plate": "29A-123.45",
            "family": [code], "others": "", "symptoms": [], "met_case": "no",
            "phone": "",
        },
    )  # fmt: skip
    assert "Lê Văn Con" in page(citizen.browser, end)
    citizen.browser.post(end)
    row = Declaration.objects.get()
    assert answers_of(row)["stops"] == ["Trạm Phủ Lý", "Quán cơm Ninh Bình"]
    assert row.valid_until == row.happened_at + timedelta(hours=72)
    sent = page(citizen.browser, f"/me/{care.id}/declarations/{row.id}/")
    assert "Lê Văn Con" in sent


def test_nobody_declares_for_or_reads_of_somebody_who_is_not_theirs(
    citizen: Citizen, home: areas.Unit
) -> None:
    care, other = citizen.person(), Citizen(home, "098 765 43 21")
    end = citizen.fill(f"/me/{care.id}/declarations/health/begin/", ill_since(1))
    citizen.browser.post(end)
    row = Declaration.objects.get()
    mine = other.person("Người Khác")
    for path in (
        f"/me/{care.id}/declarations/", f"/me/{care.id}/declarations/health/symptoms/",
        f"/me/{care.id}/declarations/{row.id}/", f"/me/{mine.id}/declarations/{row.id}/",
    ):  # fmt: skip
        assert other.browser.get(path).status_code == 404, path


def test_a_form_that_is_not_served_says_so(citizen: Citizen) -> None:
    care = citizen.person()
    assert "Mẫu này hiện không dùng." in page(citizen.browser, f"/me/{care.id}/declarations/poem/begin/", 404)


def staff(home: areas.Unit | None, role: str) -> Client:
    user, _ = make.make_staff(home, role)
    client = Client()
    client.force_login(user)
    return client


def test_the_desk_declares_for_somebody_who_stands_there(home: areas.Unit) -> None:
    nurse, person = staff(home, "health_worker"), make.make_person(home)
    assert "Tờ khai sức khoẻ" in page(nurse, f"/declarations/desk/{person.code}/")
    path = nurse.get(f"/declarations/desk/{person.code}/daily/begin/").headers["Location"]
    for answer in ("36,9", ["cough"], f"{timezone.localdate():%d/%m/%Y}", "no", "", ""):
        path = nurse.post(path, {"answer": answer}).headers["Location"]
    assert path.endswith("/check/")
    assert nurse.post(path).status_code == 302
    assert (Declaration.objects.get().channel, Alert.objects.count()) == ("desk", 1)
    assert RecordView.objects.filter(person_id=person.id, purpose="desk").exists()
    elsewhere = make.make_person(make.make_areas()["09163"])
    assert nurse.get(f"/declarations/desk/{elsewhere.code}/").status_code == 404
    assert staff(home, "tracer").get(f"/declarations/desk/{person.code}/").status_code == 403


def test_a_commune_takes_and_finishes_what_is_risky_in_its_area(home: areas.Unit) -> None:
    tracer, kiosk = staff(home, "tracer"), partner()
    near = make.make_person(home, name="Nguyễn Thị Gần")
    far = make.make_person(make.make_areas()["09163"], name="Lê Văn Xa")
    kiosk.send(kiosk.item(near, ill()), kiosk.item(far, ill()))
    listed = page(tracer, "/declarations/")
    assert "Nguyễn Thị Gần" in listed
    assert "Lê Văn Xa" not in listed
    mine, other = (Alert.objects.get(person_id=one.id) for one in (near, far))
    opened = page(tracer, f"/declarations/{mine.id}/")
    assert "Khai có khó thở" in opened
    assert "Sốt, Ho, Khó thở" in opened
    assert RecordView.objects.filter(person_id=near.id, purpose="tracing").exists()
    assert tracer.get(f"/declarations/{other.id}/").status_code == 404
    assert tracer.post(f"/declarations/{other.id}/finish/").status_code == 404
    assert tracer.post(f"/declarations/{mine.id}/take/").status_code == 302
    assert tracer.post(f"/declarations/{mine.id}/finish/").status_code == 302
    assert tracer.post(f"/declarations/{mine.id}/finish/").status_code == 409
    assert "Nguyễn Thị Gần" not in page(tracer, "/declarations/")
    assert "Nguyễn Thị Gần" in page(tracer, "/declarations/?view=done")
    assert staff(home, "laboratory").get("/declarations/").status_code == 403


def test_the_list_goes_on_behind_the_last_one_seen(home: areas.Unit) -> None:
    tracer, kiosk = staff(home, "tracer"), partner()
    people = [make.make_person(home, name=f"Người {n:03d}") for n in range(60)]
    for person in people:
        kiosk.send(kiosk.item(person, ill()))
    first = page(tracer, "/declarations/")
    seen = [n for n in range(60) if f"Người {n:03d}" in first]
    assert seen == list(range(10, 60))
    further = first.partition('class="button" href="')[2]
    more = first[first.index("/declarations/?view=open&before=") :].partition('"')[0]
    assert further
    rest = page(tracer, more)
    assert [n for n in range(60) if f"Người {n:03d}" in rest] == list(range(10))
