"""Each numbered promise of the database, broken once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from lachan.testing.models import (
    Alarm,
    Arrival,
    Box,
    Campaign,
    Custody,
    Gate,
    LabelRun,
    Mapping,
    Member,
    Order,
    Reading,
    Result,
    Telling,
    Tube,
    Upload,
)
from tests.breaking import refused
from tests.make import NOON, at

pytestmark = pytest.mark.django_db


def store(**other: Any) -> None:
    row = {
        "person_id": 1,
        "sampled_at": NOON,
        "released_at": at(1),
        "outcome": "positive",
        "test_type": "pcr",
    }
    Result.objects.create(**{**row, **other}, released_by="laboratory")


def test_result_r1_one_current() -> None:
    store()
    with refused("result_r1_one_current"):
        store(released_at=at(2))
    store(released_at=at(2), is_current=False)


def test_result_r2_once() -> None:
    store()
    with refused("result_r2_once"):
        store(is_current=False)


def test_result_r3_released_after_sampled() -> None:
    with refused("result_r3_released_after_sampled"):
        store(released_at=NOON - timedelta(microseconds=1))
    store(released_at=NOON)


def campaign(**other: Any) -> None:
    day = NOON.date()
    row = {
        "name": "C",
        "reason": "periodic",
        "starts_on": day,
        "ends_on": day,
        "made_at": NOON,
        "made_by": "x",
    }
    Campaign.objects.create(**{**row, "code": "C", **other})


def test_campaign_r1_code() -> None:
    campaign()
    with refused("campaign_r1_code"):
        campaign(name="D")


def test_campaign_r2_days() -> None:
    with refused("campaign_r2_days"):
        campaign(ends_on=NOON.date() - timedelta(days=1))


def tube(**other: Any) -> None:
    row = {"code": "A", "since": NOON, "taken_at": NOON, "taken_by": "x", "area_path": "1.", "people": 2}
    Tube.objects.create(**{**row, **other})


def test_tube_r1_code() -> None:
    tube()
    with refused("tube_r1_code"):
        tube(people=1)


@pytest.mark.parametrize("step", ["result", "split", "final"])
def test_tube_r2_answer(step: str) -> None:
    with refused("tube_r2_answer"):
        tube(step=step)
    tube(step=step, measured_at=at(1), outcome="positive")


def test_tube_r3_people() -> None:
    with refused("tube_r3_people"):
        tube(people=0)


def test_tube_r4_measured_after_taken() -> None:
    with refused("tube_r4_measured_after_taken"):
        tube(step="final", measured_at=at(-1))


def test_tube_r5_split_pool() -> None:
    with refused("tube_r5_split_pool"):
        tube(step="split", people=1, measured_at=at(1))


def test_member_r2_one_tube_at_a_time() -> None:
    Member.objects.create(tube_id=1, person_id=1, area_path="1.", taken_at=NOON)
    with refused("member_r2_one_tube_at_a_time"):
        Member.objects.create(tube_id=2, person_id=1, area_path="1.", taken_at=NOON)
    Member.objects.create(tube_id=2, person_id=1, area_path="1.", taken_at=at(1))


def test_a_person_is_in_a_tube_once() -> None:
    Member.objects.create(tube_id=1, person_id=1, area_path="1.", taken_at=NOON)
    with refused("testing_member_pkey"):
        Member.objects.create(tube_id=1, person_id=1, area_path="1.", taken_at=at(1))


def reading(**other: Any) -> None:
    row = {"tube": "A", "outcome": "negative", "method": "pcr", "measured_at": NOON, "told_at": NOON}
    Reading.objects.create(**{**row, "area_path": "1.", "told_by": "x", **other})


def test_reading_r1_once() -> None:
    reading()
    with refused("reading_r1_once"):
        reading(told_at=at(1))


def test_reading_r2_one_waits() -> None:
    reading(waits=True)
    with refused("reading_r2_one_waits"):
        reading(outcome="positive", waits=True)
    reading(outcome="positive")


def order(**other: Any) -> None:
    row = {"person_id": 1, "area_path": "1.", "reason": "pool", "after_tube_id": 1, "after_taken_at": NOON}
    Order.objects.create(**{**row, "ordered_at": NOON, "due_at": at(24), **other})


def test_order_r1_once() -> None:
    order()
    with refused("order_r1_once"):
        order(reason="rejected")


def test_order_r2_done_pair() -> None:
    with refused("order_r2_done_pair"):
        order(tube_id=5)


def custody(**other: Any) -> None:
    Custody.objects.create(
        **{"tube_id": 1, "number": 1, "step": "collected", "at": NOON, "actor": "x", **other}
    )


def test_steps_of_a_tube_are_numbered_once() -> None:
    custody()
    with refused("testing_custody_pkey"):
        custody(was="collected", step="received")


def test_custody_r2_legal() -> None:
    with refused("custody_r2_legal"):
        custody(step="final")


def test_custody_r3_append_only() -> None:
    custody()
    with refused("custody_r3_append_only"):
        Custody.objects.update(actor="y")


def test_custody_r4_reason() -> None:
    with refused("custody_r4_reason"):
        custody(was="collected", step="rejected")


def box(**other: Any) -> None:
    row = {"code": "B", "area_path": "1.", "sent_at": NOON, "sent_by": "x", "sent_tubes": 1, "sent_hash": ""}
    Box.objects.create(**{**row, **other})


def test_box_r1_code() -> None:
    box()
    with refused("box_r1_code"):
        box(sent_tubes=2)


def test_box_r2_opened_pair() -> None:
    with refused("box_r2_opened_pair"):
        box(opened_at=NOON)


def test_gate_r1_once() -> None:
    told = {"area_path": "1.", "at": NOON, "actor": "x", "came_in": 1, "went_on": 1, "refused": 0}
    Gate.objects.create(kind="box", ref="B", hash_in="", hash_out="", **told)
    with refused("gate_r1_once"):
        Gate.objects.create(kind="box", ref="B", hash_in="", hash_out="", **told)


def alarm(**other: Any) -> None:
    Alarm.objects.create(**{"kind": "overdue", "ref": "A", "area_path": "1.", "at": NOON, **other})


def test_alarm_r1_once() -> None:
    alarm()
    with refused("alarm_r1_once"):
        alarm(area_path="2.")


def test_alarm_r2_closed_pair() -> None:
    with refused("alarm_r2_closed_pair"):
        alarm(closed_by="x")


def test_mapping_r1_name() -> None:
    told = {"name": "M", "area_path": "1.", "columns": {}, "made_at": NOON, "made_by": "x"}
    Mapping.objects.create(**told)
    with refused("mapping_r1_name"):
        Mapping.objects.create(**told)


def upload(**other: Any) -> None:
    row = {"name": "U", "digest": "d", "area_path": "1.", "at": NOON, "by": "x", "rows": [], "unread": []}
    Upload.objects.create(**{**row, **other})


def test_upload_r1_once() -> None:
    upload()
    upload(area_path="2.")
    with refused("upload_r1_once"):
        upload(name="V")


def test_upload_r2_taken_pair() -> None:
    with refused("upload_r2_taken_pair"):
        upload(taken_at=NOON)


def telling(**other: Any) -> None:
    row = {"ref": UUID(int=1), "kind": "result", "person_id": 1, "area_path": "1.", "told_at": NOON}
    Telling.objects.create(**{**row, **other})


def test_news_is_told_once() -> None:
    telling()
    with refused("testing_telling_pkey"):
        telling(kind="recall")


def test_telling_r2_handed_pair() -> None:
    with refused("telling_r2_handed_pair"):
        telling(handed_at=NOON)


def test_telling_r3_results_are_handed() -> None:
    with refused("telling_r3_results_are_handed"):
        telling(kind="recall", handed_at=NOON, handed_by="x")


def arrival(**other: Any) -> None:
    row = {"person_id": 1, "area_path": "1.", "day": NOON.date(), "number": 1, "arrived_at": NOON}
    Arrival.objects.create(**{**row, "arrived_by": "x", "policy": "p", "needs_test": True, **other})


def test_arrival_r1_number() -> None:
    arrival()
    with refused("arrival_r1_number"):
        arrival(person_id=2)


def test_arrival_r2_once_in_queue() -> None:
    arrival()
    with refused("arrival_r2_once_in_queue"):
        arrival(number=2)


def test_arrival_r3_ended_pair() -> None:
    with refused("arrival_r3_ended_pair"):
        arrival(ending="left", ended_at=at(1))


@pytest.mark.parametrize("ending", ["admitted", "isolated"])
def test_arrival_r4_by_result(ending: str) -> None:
    with refused("arrival_r4_by_result"):
        arrival(ending=ending, ended_at=at(1), ended_by="x")
    arrival(ending=ending, ended_at=at(1), ended_by="x", needs_test=False)


def label_run(**other: Any) -> None:
    row = {"area_path": "1.", "first": 1, "labels": 65, "printed_at": NOON, "printed_by": "x"}
    LabelRun.objects.create(**{**row, **other})


@pytest.mark.parametrize("first", [1, 65])
def test_labelrun_r1_once(first: int) -> None:
    label_run()
    with refused("labelrun_r1_once"):
        label_run(first=first, area_path="2.")
    label_run(first=66)


def test_labelrun_r2_some() -> None:
    with refused("labelrun_r2_some"):
        label_run(labels=0)
