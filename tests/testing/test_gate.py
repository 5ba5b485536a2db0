"""The gate of a hospital: who coughs or has fever waits for a test; its result lets them in, or apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lachan.areas import public as areas
from lachan.core.access import system
from lachan.core.protocols import gate_on, gate_packs, parse_gate
from lachan.identity import public as identity
from lachan.testing import services
from lachan.testing.errors import CodeOfNobody
from lachan.testing.models import Arrival, Outcome, Result
from tests import make
from tests.testing.lab import actor, ago, measure, now, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> dict[str, areas.Unit]:
    return make.make_areas()


def came(person: Any, *symptoms: str, at: Any = None, unit: areas.Unit | None = None) -> Arrival:
    return services.arrive(actor("health_worker", unit), person.code, symptoms, now=at or ago(2))


def ending(arrival: Arrival) -> str | None:
    arrival.refresh_from_db()
    return arrival.ending


def answered(person: Any, outcome: str, *, taken: float = 1.5, method: str = "pcr") -> None:
    measure(take(person, at=ago(taken)), outcome, method, at=ago(taken - 0.5))
    make.run_jobs()


@pytest.mark.parametrize(
    ("symptoms", "is_needed"),
    [((), False), (("nausea",), False), (("cough",), True), (("fever",), True), (("fever", "nausea"), True)],
)
def test_the_pack_says_whether_a_test_comes_first(symptoms: tuple[str, ...], is_needed: bool) -> None:
    assert gate_on(now().date()).needs_test(symptoms) == is_needed
    arrival = came(make.make_person(), *symptoms)
    assert (arrival.needs_test, arrival.ending) == (is_needed, None if is_needed else "admitted")
    assert arrival.policy == gate_packs()[-1].id


def test_what_is_mandatory_is_asked() -> None:
    pack = {"id": "x", "symptoms": {"asked": ["cough"], "mandatory": ["fever"]}}
    with pytest.raises(ValueError, match="fever"):
        parse_gate(pack)


@pytest.mark.parametrize(
    ("outcome", "ends"), [("negative", "admitted"), ("positive", "isolated"), ("invalid", None)]
)
def test_the_result_releases_from_the_queue(outcome: str, ends: str | None) -> None:
    person = make.make_person()
    arrival = came(person, "cough")
    answered(person, outcome)
    assert ending(arrival) == ends


def test_a_sample_from_before_the_arrival_releases_nobody() -> None:
    person = make.make_person()
    answered(person, "negative", taken=5)
    arrival = came(person, "fever")
    assert ending(arrival) is None
    services.release_arrivals([person.id], now=now())
    assert ending(arrival) is None


def test_a_positive_pool_keeps_its_people_waiting() -> None:
    person = make.make_person()
    arrival = came(person, "fever")
    measure(take(person, make.make_person(), at=ago(1.5)), "positive", at=ago(1))
    make.run_jobs()
    assert ending(arrival) is None


def test_a_correction_takes_back_what_followed_and_a_doubtful_one_begins_the_waiting_anew() -> None:
    person = make.make_person()
    arrival = came(person, "fever")
    answered(person, "positive")
    wrong = Result.objects.get(is_current=True)
    services.correct_result(system(), wrong.id, Outcome.NEGATIVE)
    make.run_jobs()
    assert ending(arrival) == "admitted"
    services.correct_result(system(), Result.objects.get(is_current=True).id, Outcome.INDETERMINATE)
    make.run_jobs()
    assert ending(arrival) is None
    assert arrival.result_id is None


def test_of_two_answers_the_positive_one_counts_and_one_of_next_week_changes_nothing() -> None:
    person = make.make_person()
    arrival = came(person, "fever")
    answered(person, "positive", method="antigen", taken=1.8)
    answered(person, "negative")
    assert ending(arrival) == "isolated"
    other = make.make_person()
    long_ago = came(other, "fever", at=now() - timedelta(days=6))
    answered(other, "negative")
    assert ending(long_ago) is None


def test_a_result_under_another_record_of_the_same_person_releases_them() -> None:
    person, again = make.make_person(), make.make_person()
    identity.merge(system(), person.id, again.id)
    arrival = came(person, "fever")
    answered(again, "negative")
    assert ending(arrival) == "admitted"


def test_numbers_run_by_hospital_and_day_and_nobody_stands_twice_in_the_queue(
    units: dict[str, areas.Unit],
) -> None:
    here, there = units["00001"], units["00004"]
    first, second = make.make_person(), make.make_person()
    one = came(first, "cough", unit=here)
    assert came(first, "cough", unit=here).id == one.id
    assert [one.number, came(second, unit=here).number, came(second, unit=there).number] == [1, 2, 1]


def test_who_left_has_left_and_a_code_of_nobody_is_told() -> None:
    person = make.make_person()
    arrival = came(person, "cough")
    services.leave(actor("health_worker"), arrival.id, now=ago(1.9))
    answered(person, "positive")
    assert ending(arrival) == "left"
    with pytest.raises(CodeOfNobody):
        services.arrive(actor("health_worker"), "nobody", [], now=now())


# --- pages


def staff(unit: areas.Unit, role: str = "health_worker") -> Client:
    client = Client()
    client.force_login(make.make_staff(unit, role)[0])
    return client


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_desk_sees_number_path_queue_and_the_end_of_waiting(units: dict[str, areas.Unit]) -> None:
    client = staff(units["00001"])
    person = make.make_person(units["00004"], name="Lê Thị Sáu")  # patients come from anywhere
    answer = client.post("/tests/gate/", {"code": person.code, "symptoms": ["fever"]})
    ticket = answer.url
    page = body(client.get(ticket))
    assert "Số 1" in page
    assert "Phải xét nghiệm trước khi nhập viện" in page
    queue = body(client.get("/tests/gate/queue/"))
    assert "Lê Thị Sáu" in queue
    assert "Chưa lấy" in queue
    Arrival.objects.update(arrived_at=ago(2))
    take(person, at=ago(1))
    assert "Đã lấy mẫu" in body(client.get("/tests/gate/queue/"))
    answered(person, "positive", taken=0.9)
    assert "Lê Thị Sáu" not in body(client.get("/tests/gate/queue/"))
    assert "Vào khu cách ly" in body(client.get(ticket))


def test_another_hospital_sees_none_of_it(units: dict[str, areas.Unit]) -> None:
    client = staff(units["00001"])
    ticket = client.post("/tests/gate/", {"code": make.make_person().code, "symptoms": ["cough"]}).url
    there = staff(units["00004"])
    assert there.get(ticket).status_code == 404
    assert there.post(f"{ticket}leave/").status_code == 404
    assert "Số" not in body(there.get("/tests/gate/queue/")).split("<tbody>")[-1]
    assert staff(units["00001"], "sampler").get("/tests/gate/").status_code == 403


def test_the_queue_is_paged_by_who_came_last(units: dict[str, areas.Unit]) -> None:
    unit = units["00001"]
    for number in range(60):
        came(make.make_person(name=f"Người {number:02}"), "cough", at=ago(3 - number / 60), unit=unit)
    client = staff(unit)
    first = client.get("/tests/gate/queue/")
    assert "Người 49" in body(first)
    assert "Người 50" not in body(first)
    rest = body(client.get(f"/tests/gate/queue/{first.context['more']}"))
    assert "Người 49" not in rest
    assert "Người 59" in rest
