"""Pages of samplers, laboratories, managers and citizens, seen and used as a browser does."""

from typing import Any

import pytest
from django.test import Client

from lachan.core.access import system
from lachan.identity.models import RecordView
from lachan.testing import services
from lachan.testing.models import Alarm, Campaign, Result, Tube
from lachan.testing.rules import Reason
from tests import make
from tests.testing.lab import actor, ago, make_campaign, measure, now, step, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> Any:
    return make.make_areas()


def client(role: str, unit: Any) -> Client:
    user, _ = make.make_staff(unit, role)
    browser = Client()
    browser.force_login(user)
    return browser


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_sampler_begins_at_the_sampling_page_and_is_told_what_is_wrong_at_once(units: Any) -> None:
    person = make.make_person(units["00001"])
    make_campaign(units["01"], "C1", name="Đợt 1")
    browser = client("sampler", units["00001"])
    assert browser.get("/tracing/").headers["Location"] == "/tests/sample/"
    assert "Đợt 1" in text(browser.get("/tests/sample/"))
    data = {"tube": "A", "people": f"{person.code}\r\n\r\n", "campaign": "C1"}
    assert browser.post("/tests/sample/", data).status_code == 200
    assert Tube.objects.get().campaign.code == "C1"  # type: ignore[union-attr]
    again = browser.post("/tests/sample/", {**data, "tube": "B"})
    assert again.status_code == 422
    assert "vừa được lấy mẫu trong chiến dịch này" in text(again)
    assert browser.post("/tests/sample/", {"tube": "", "people": ""}).status_code == 422
    assert browser.get("/tests/tubes/").status_code == 403


def test_the_way_of_a_tube_through_the_pages(units: Any) -> None:
    person = make.make_person(units["00001"])
    sampler, laboratory = client("sampler", units["00001"]), client("laboratory", units["01"])
    sampler.post("/tests/sample/", {"tube": "A", "people": person.code, "campaign": ""})
    assert sampler.post("/tests/pack/", {"box": "B1", "tubes": "A\n"}).status_code == 200
    assert ">A<" in text(laboratory.get("/tests/tubes/?step=in_transit"))
    assert laboratory.post("/tests/intake/", {"box": "B1", "tubes": "A"}).status_code == 200
    plate = laboratory.post("/tests/plate/", {"plate": "P1", "first": "B3", "tubes": "A"})
    assert (plate.status_code, Tube.objects.get().well) == (200, "B3")
    assert '<td class="plate__full">A</td>' in text(plate)
    told = laboratory.post("/tests/answer/", {"tube": "A", "method": "pcr", "outcome": "positive"})
    assert (told.status_code, step("A")) == (200, "final")
    assert Result.objects.get().person_id == person.id
    assert (
        laboratory.post("/tests/answer/", {"tube": "A", "method": "pcr", "outcome": "negative"}).status_code
        == 422
    )


def test_a_box_with_a_gap_says_so_on_the_page_and_raises_an_alarm_that_a_manager_closes(units: Any) -> None:
    tubes = [take(make.make_person(units["00001"]), at=ago(2 + i)) for i in range(2)]
    services.pack(actor("sampler", units["00001"]), "B1", tubes)
    page = client("laboratory", units["01"]).post("/tests/intake/", {"box": "B1", "tubes": tubes[0]})
    assert "Thiếu trong thùng" in text(page)
    manager = client("manager", units["01"])
    assert tubes[1] in text(manager.get("/tests/alarms/"))
    alarm = Alarm.objects.get()
    assert manager.post(f"/tests/alarms/{alarm.id}/close/", {"because": "thấy rồi"}).status_code == 302
    assert tubes[1] not in text(manager.get("/tests/alarms/"))
    assert (
        client("manager", units["24"]).post(f"/tests/alarms/{alarm.id}/close/", {"because": "x"}).status_code
        == 404
    )


def test_lists_show_the_own_area_only_and_go_on_page_by_page(units: Any) -> None:
    for unit, many in (("00001", 60), ("09163", 1)):
        people = [make.make_person(units[unit]) for _ in range(many)]
        for i, person in enumerate(people):
            take(person, tube=f"{unit}-{i:02}", at=ago(1 + i / 100))
    page = text(client("laboratory", units["01"]).get("/tests/tubes/?step=collected"))
    assert page.count("00001-") == 50
    assert "09163-" not in page
    older = page.split('href="?step=collected&amp;before=')[1].split('"')[0]
    rest = text(client("laboratory", units["01"]).get(f"/tests/tubes/?step=collected&before={older}"))
    assert rest.count("00001-") == 10
    assert text(client("laboratory", units["00004"]).get("/tests/tubes/?step=collected")).count("00001-") == 0


def test_whoever_is_to_be_sampled_again_is_listed_for_their_commune_and_the_look_is_noted(units: Any) -> None:
    people = [
        make.make_person(units[code], name=name) for code, name in (("00001", "Lê An"), ("00004", "Đỗ Bình"))
    ]
    measure(take(*people), "positive")
    page = text(client("sampler", units["00001"]).get("/tests/recalls/"))
    assert "Lê An" in page
    assert "Đỗ Bình" not in page
    assert RecordView.objects.get().purpose == "sampling"


def test_a_manager_plans_a_campaign_and_sees_how_far_it_is(units: Any) -> None:
    manager = client("manager", units["01"])
    data = {
        "code": "C9",
        "name": "Chợ",
        "area": "01",
        "reason": "periodic",
        "method": "",
        "target": 10,
        "days": 3,
    }
    assert manager.post("/tests/campaigns/", data).headers["Location"] == "/tests/campaigns/C9/"
    assert manager.post("/tests/campaigns/", data).status_code == 422
    assert manager.post("/tests/campaigns/", {**data, "code": "X", "area": "24"}).status_code == 422
    assert Campaign.objects.count() == 1
    two = [make.make_person(units["00001"]) for _ in range(2)]
    tube = take(*two, campaign="C9", at=ago(0))  # an hour ago may be yesterday, before it began
    measure(tube, "negative", at=ago(0))
    page = text(manager.get("/tests/campaigns/C9/"))
    assert "Phường Phúc Xá" in page
    assert "2 người trong 1 ống: ít hơn 1 xét nghiệm" in page
    assert client("manager", units["24"]).get("/tests/campaigns/C9/").status_code == 404


def test_rejected_tubes_are_told_with_their_reason(units: Any) -> None:
    tube = take(make.make_person(units["00001"]))
    laboratory = client("laboratory", units["01"])
    laboratory.post(
        "/tests/intake/", {"box": "", "tubes": "", "rejected": tube, "reason": Reason.TOO_OLD.value}
    )
    assert step(tube) == "rejected"
    assert laboratory.post("/tests/intake/", {"box": "", "tubes": ""}).status_code == 422
    services.watch(system(), now=now())
