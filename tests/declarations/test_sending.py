"""The door for partners and kiosks: stored once, judged one by one, nothing lost, the commune told once."""

import random
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from lachan.core.models import AuditEntry
from lachan.declarations.models import Alert, Declaration, Draft, Form, Ride
from lachan.declarations.queries import answers_of
from lachan.messaging.models import Notice
from tests import make
from tests.declarations.make import SOUND, flown, ill, partner, today, told

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def person() -> Any:
    return make.make_person(make.make_areas()["00001"])


def test_a_declaration_is_stored_with_its_words_and_an_audit_entry(person: Any) -> None:
    kiosk = partner()
    [one] = kiosk.send(kiosk.item(person, SOUND | {"symptoms": ["cough"], "onset": today(-2)}))
    assert (one["status"], one["code"]) == ("stored", "declaration.stored")
    row = Declaration.objects.get(pk=one["declaration"])
    assert (row.person_id, row.area_path, row.channel) == (person.id, person.area_path, "api")
    assert (row.symptoms, str(row.onset_date), row.is_risky) == (["cough"], today(-2), False)
    assert Form.objects.get(pk=row.form_digest).version == "health-2020-03-10"
    entry = AuditEntry.objects.get(verb="declarations.take")
    assert entry.facts == {"sent": 1, "stored": 1}
    assert not Alert.objects.exists()


def test_a_risky_one_is_work_of_the_commune_once_however_often_it_is_sent(person: Any) -> None:
    kiosk = partner()
    item = kiosk.item(person, ill())
    began = time.perf_counter()
    [one] = kiosk.send(item)
    assert time.perf_counter() - began < 1
    alert = Alert.objects.get()
    assert (str(alert.declaration_id), alert.area_path) == (one["declaration"], person.area_path)
    row = Declaration.objects.get()
    assert row.reasons == ["breath", "fever_and_more"]
    notice = Notice.objects.get()
    assert (notice.template, notice.area_path, notice.ref) == (
        "declarations.risky", person.area_path, alert.id,
    )  # fmt: skip
    for _ in range(3):
        [again] = kiosk.send(item)
        assert told([again]) == [("duplicate", "declaration.sent_before")]
        assert again["declaration"] == one["declaration"]
    assert (Declaration.objects.count(), Alert.objects.count(), Notice.objects.count()) == (1, 1, 1)


def test_the_commune_of_the_stay_is_the_responsible_one(person: Any) -> None:
    kiosk = partner()
    answers = flown() | {"stay": "09163", "met_case": True}
    [one] = kiosk.send(kiosk.item(person, answers, form="entry"))
    assert one["valid_until"]
    assert Alert.objects.get().area_path == make.make_areas()["09163"].path


def test_bad_answers_name_their_question_and_stay_as_a_draft_until_sent_again(person: Any) -> None:
    kiosk = partner()
    bad = kiosk.item(person, {"symptoms": ["plague"], "met_case": False})
    [one] = kiosk.send(bad)
    assert told([one]) == [("draft", "declaration.incomplete")]
    assert [(e["question"], e["code"]) for e in one["errors"]] == [
        ("symptoms", "not_a_choice"), ("illnesses", "missing"),
    ]  # fmt: skip
    assert "dấu hiệu" in one["errors"][0]["says"]
    draft = Draft.objects.get()
    assert (answers_of(draft), draft.person_id) == (bad["answers"], person.id)
    assert not Declaration.objects.exists()
    assert told(kiosk.send(bad)) == [("draft", "declaration.incomplete")]
    assert Draft.objects.count() == 1
    assert told(kiosk.send(bad | {"answers": SOUND})) == [("stored", "declaration.stored")]
    assert (Draft.objects.count(), Declaration.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"person": "nobody"}, "declaration.person_unknown"),
        ({"form": "poem"}, "declaration.form_unknown"),
        ({"form": "entry", "answers": {}}, "declaration.incomplete"),
    ],
)
def test_what_cannot_be_placed_is_kept(person: Any, more: dict[str, Any], code: str) -> None:
    kiosk = partner()
    assert told(kiosk.send(kiosk.item(person, SOUND) | more)) == [("draft", code)]
    assert Draft.objects.count() == 1


def test_a_stay_or_a_companion_that_does_not_exist_is_named(person: Any) -> None:
    kiosk = partner()
    answers = {
        "travel_day": today(), "destination": "99999", "transport": "bus", "plate": "29B1",
        "family": [person.code, "P-nobody"], "symptoms": [], "met_case": False,
    }  # fmt: skip
    [one] = kiosk.send(kiosk.item(person, answers, form="movement"))
    assert [(e["question"], e["code"]) for e in one["errors"]] == [
        ("destination", "not_a_unit"), ("family", "nobody"),
    ]  # fmt: skip


def test_a_name_used_for_something_else_is_refused_and_the_first_stays(person: Any) -> None:
    kiosk = partner()
    item = kiosk.item(person, SOUND)
    kiosk.send(item)
    other = item | {"answers": ill()}
    assert told(kiosk.send(other)) == [("refused", "declaration.id_reused")]
    assert answers_of(Declaration.objects.get()) == SOUND
    assert told(partner().send(other)) == [("stored", "declaration.stored")]  # another partner, another name


def test_twice_in_one_upload_is_once(person: Any) -> None:
    kiosk = partner()
    item = kiosk.item(person, ill())
    answers = told(kiosk.send(item, item, item | {"answers": SOUND}))
    assert answers == [
        ("stored", "declaration.stored"),
        ("duplicate", "declaration.sent_before"),
        ("refused", "declaration.id_reused"),
    ]
    assert Alert.objects.count() == 1


@pytest.mark.parametrize("off", [timedelta(days=-400), timedelta(hours=-20), timedelta(days=3)])
def test_a_wrong_clock_is_corrected_and_what_it_said_is_kept(person: Any, off: timedelta) -> None:
    kiosk, now = partner(off=off), timezone.now()
    kiosk.send(kiosk.item(person, SOUND, at=now - 5 * HOUR))
    row = Declaration.objects.get()
    assert abs(row.happened_at - (now - 5 * HOUR)) < timedelta(seconds=5)
    assert row.device_at == now - 5 * HOUR + off
    assert row.received_at >= now


def test_what_comes_late_and_out_of_order_is_the_same_in_the_end(person: Any) -> None:
    kiosk, now = partner(), timezone.now()
    items = [kiosk.item(person, SOUND, at=now - n * HOUR) for n in range(1, 40)]
    shuffled = random.Random(1).sample(items * 2, k=len(items) * 2)
    for start in range(0, len(shuffled), 7):
        kiosk.send(*shuffled[start : start + 7])
    times = [row.happened_at for row in Declaration.objects.order_by("-happened_at")]
    assert len(times) == len(items)
    assert all(abs(t - (now - n * HOUR)) < timedelta(seconds=20) for n, t in enumerate(times, 1))


def test_a_thousand_at_once_are_answered_in_their_order(person: Any) -> None:
    kiosk = partner()
    people = [make.make_person() for _ in range(20)]
    items = [kiosk.item(people[n % 20], SOUND if n % 10 else ill()) for n in range(999)]
    items.insert(500, {"id": "k-bad", "form": 7})
    results = kiosk.send(*items)
    assert [one["id"] for one in results] == [item["id"] for item in items]
    assert results[500]["status"] == "refused"
    assert results[500]["where"].startswith("declarations[500]")
    assert (Declaration.objects.count(), Alert.objects.count()) == (999, 100)


def test_uploads_that_are_no_uploads_are_refused_whole() -> None:
    kiosk = partner()
    for body, status in (
        ("{", 400), ("[]", 400), ({"device_now": kiosk.now()}, 400), (b"\xff\xfe", 400),
        ({"device_now": kiosk.now(), "declarations": [{}] * 1001}, 413),
    ):  # fmt: skip
        answer = kiosk.post(body)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


def test_only_who_may_send_sends(person: Any) -> None:
    other = partner(role="laboratory")
    assert other.post({"device_now": other.now(), "declarations": []}).status_code == 403
    assert partner().post({}, authorization="Bearer lcs_wrong").status_code == 401
    assert not Declaration.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_the_same_declaration_sent_eight_times_at_once_is_one() -> None:
    person, kiosk = make.make_person(make.make_areas()["00001"]), partner()
    item = kiosk.item(person, ill())
    heard: list[str] = []

    def send() -> None:
        heard.extend(one["status"] for one in kiosk.send(item))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == ["duplicate"] * 7 + ["stored"]
    assert (Declaration.objects.count(), Alert.objects.count()) == (1, 1)


def test_the_forms_of_today_are_told_to_kiosks() -> None:
    from django.test import Client

    headers = {"authorization": f"Bearer {partner().token}"}
    told_ = Client().get("/api/v1/declarations/forms", headers=headers).json()["forms"]
    assert {one["version"].partition("-")[0] for one in told_} == {
        "daily",
        "entry",
        "health",
        "movement",
    }
    assert all(one["form"]["question"] for one in told_)


def test_journeys_are_kept_by_vehicle_and_day_with_those_who_come_along(person: Any) -> None:
    kiosk, other = partner(), make.make_person()
    kiosk.send(kiosk.item(person, flown("vn 253", "12A"), form="entry"))
    assert Ride.objects.get().seat_row == 12
    answers = {
        "travel_day": today(), "destination": "09163", "transport": "vehicle", "plate": "29A-123.45",
        "family": [other.code], "symptoms": [], "met_case": False,
    }  # fmt: skip
    kiosk.send(kiosk.item(person, answers, form="movement"))
    rode = Ride.objects.exclude(kind="aircraft").values_list("person_id", "kind")
    assert sorted(rode) == sorted([(person.id, "vehicle"), (other.id, "vehicle")] * 2)
    assert Ride.objects.values("carrier").distinct().count() == 3


def test_telephones_and_names_are_not_readable_in_the_table(person: Any) -> None:
    kiosk = partner()
    kiosk.send(kiosk.item(person, SOUND | {"phone": "0987 000 111"}))
    kiosk.send(kiosk.item(person, {"phone": "0987 000 222"}))
    rows = [Declaration.objects.values().get(), Draft.objects.values().get()]
    for row in rows:
        assert b"0987" not in bytes(row["sealed"])
        assert not any("0987" in str(value) for value in row.values())
    assert answers_of(Declaration.objects.get())["phone"] == "0987000111"
