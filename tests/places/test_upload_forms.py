"""What is sent wrongly is told by place and reason, and takes nothing good with it."""

import json
from typing import Any

import pytest
from django.utils import timezone

from lachan.places.models import Scan
from tests import make
from tests.places.gates import Gate, gate

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Gate:
    return gate(make.make_place())


def body(*scans: Any) -> dict[str, Any]:
    return {"device_now": timezone.now().isoformat(), "scans": list(scans)}


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ("{", "$"),
        ("", "$"),
        ("[]", "$"),
        (b"\xff\xfe", "$"),
        ('{"scans": []}', "$"),
        ('{"device_now": "yesterday", "scans": []}', "$.device_now"),
        ('{"device_now": "2026-03-10T05:00:00Z", "scans": {}}', "$.scans"),
        ("[" * 100_000, "$"),
    ],
)
def test_an_upload_that_is_none_is_refused_with_the_place_of_the_fault(
    door: Gate, sent: str | bytes, where: str
) -> None:
    answer = door.post(sent)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["type"], told["where"]) == ("core.upload_unreadable", where)
    assert told["what"]


def test_a_bad_item_is_told_by_place_and_the_good_ones_are_stored(door: Gate) -> None:
    people, now = [make.make_person() for _ in range(2)], timezone.now()
    good = [door.item(1, people[0].code, now), door.item(9, people[1].code, now)]
    bad: list[Any] = [
        {**door.item(2, "x", now), "direction": "sideways"},
        {**door.item(3, "x", now), "at": "soon"},
        {"code": "x", "direction": "in", "at": now.isoformat()},
        {**door.item(5, "x", now), "seq": "five"},
        {**door.item(6, "x", now), "seq": -6},
        {**door.item(7, "x", now), "code": "x" * 5000},
        {**door.item(8, "x", now), "code": ""},
        "not a scan",
        None,
    ]
    answer = door.post(body(good[0], *bad, good[1]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    told = answer.json()
    assert [error["where"] for error in told["errors"]] == [
        "scans[1].direction", "scans[2].at", "scans[3]", "scans[4].seq", "scans[5].seq", "scans[6].code",
        "scans[7].code", "scans[8]", "scans[9]",
    ]  # fmt: skip
    assert all(error["what"] for error in told["errors"])
    assert [(one["seq"], one["status"]) for one in told["results"]] == [
        (1, "stored"), (9, "stored"), (2, "refused"), (3, "refused"), (None, "refused"), (None, "refused"),
        (-6, "refused"), (7, "refused"), (8, "refused"), (None, "refused"), (None, "refused"),
    ]  # fmt: skip
    assert sorted(Scan.objects.values_list("seq", flat=True)) == [1, 9]


def test_more_than_a_thousand_scans_or_two_megabytes_are_too_much(door: Gate) -> None:
    items = [door.item(n, "x", timezone.now()) for n in range(1, 1002)]
    answer = door.post(body(*items))
    assert (answer.status_code, answer.json()["type"]) == (413, "core.upload_too_big")
    assert door.post(b" " * (2 * 2**20 + 1)).status_code == 413
    assert not Scan.objects.exists()
    assert door.post(body(*items[:1000])).status_code == 200
    assert Scan.objects.count() == 1000


def test_letters_that_no_text_may_hold_do_no_harm(door: Gate) -> None:
    now = timezone.now().isoformat()
    told = [{"seq": n, "direction": "in", "at": now, "code": code} for n, code in enumerate(
        ["a\0b", "\u202e\u0000|||", "LC\0", "१२३४५६७८९०१२", "|" * 5, "😀" * 10, " ", "LC", "LC%%%"], 1
    )]  # fmt: skip
    answer = door.post(body(*told))
    assert {one["status"] for one in answer.json()["results"]} == {"review"}
    lone = json.dumps(body({**told[0], "seq": 20, "code": "\ud800"}))
    assert door.post(lone).status_code in {400, 422, 200}


def test_an_empty_upload_is_a_contact(door: Gate) -> None:
    answer = door.post(body())
    assert (answer.status_code, answer.json()) == (200, {"results": []})


def test_only_post_is_answered(door: Gate) -> None:
    from django.test import Client

    assert Client().get("/api/v1/scans").status_code == 405
