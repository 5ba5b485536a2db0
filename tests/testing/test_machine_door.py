"""Samples and answers by machine: item by item, in any order, any number of times."""

import json
import random
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from lachan.identity.models import Person
from lachan.testing.models import Alarm, Custody, Member, Reading, Result, Tube
from lachan.testing.views import shown
from lachan.tracing.models import Case
from tests import make
from tests.laws.house import ROOT
from tests.testing.lab import ago, make_campaign, now, send, token, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> Any:
    return make.make_areas()


def sample(tube: str, *people: Person, at: Any = None, campaign: str | None = None) -> dict[str, Any]:
    codes = [person.code for person in people]
    return {"tube": tube, "people": codes, "taken_at": at or ago(3), "campaign": campaign}


def answer(tube: str, outcome: str = "negative", method: str = "pcr", at: Any = None) -> dict[str, Any]:
    return {
        "tube": tube,
        "outcome": outcome,
        "method": method,
        "measured_at": at or ago(1),
        "ct": {"N": 24.5},
    }


def test_a_programme_is_added_at_the_command_line_and_its_token_opens_its_door(
    units: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    person = make.make_person(units["00001"])
    for role, door, item in (
        ("sampler", "samples", sample("A", person)),
        ("laboratory", "results", answer("A")),
    ):
        call_command("service", "add", role=role, area="01", as_json=True)
        shown = json.loads(capsys.readouterr().out)["token"]
        status, body = send(door, shown, [item])
        assert (status, told(body)) == (200, [("A", "stored", "")])


def test_a_positive_tube_of_one_person_becomes_a_case(units: Any) -> None:
    person = make.make_person(units["00001"])
    taken_at, measured_at = ago(5), ago(1)
    send("samples", token("sampler", "00001"), [sample("A", person, at=taken_at)])
    send("results", token("laboratory", "01"), [answer("A", "positive", at=measured_at)])
    result = Result.objects.get()
    assert (result.person_id, result.outcome, result.test_type) == (person.id, "positive", "pcr")
    assert (result.sampled_at, result.origin, result.is_current) == (taken_at, "tube", True)
    make.run_jobs()
    assert Case.objects.get(withdrawn_at=None).person_id == person.id


def test_everything_may_arrive_twice(units: Any) -> None:
    person, other = make.make_person(units["00001"]), make.make_person(units["00001"])
    sampler, laboratory = token("sampler", "00001"), token("laboratory", "01")
    samples = [sample("A", person), sample("B", person, other)]
    answers = [answer("A", "positive"), answer("B")]
    assert told(send("samples", sampler, samples)[1]) == [("A", "stored", ""), ("B", "stored", "")]
    assert told(send("samples", sampler, samples)[1]) == [("A", "duplicate", ""), ("B", "duplicate", "")]
    assert told(send("results", laboratory, answers)[1]) == [("A", "stored", ""), ("B", "stored", "")]
    make.run_jobs()
    before = list(Custody.objects.values_list()), list(Result.objects.values_list()), make.run_jobs()
    assert told(send("results", laboratory, answers)[1]) == [("A", "duplicate", ""), ("B", "duplicate", "")]
    assert told(send("samples", sampler, samples)[1]) == [("A", "duplicate", ""), ("B", "duplicate", "")]
    assert before == (
        list(Custody.objects.values_list()),
        list(Result.objects.values_list()),
        make.run_jobs(),
    )


def test_the_same_item_twice_in_one_batch_is_one(units: Any) -> None:
    person = make.make_person(units["00001"])
    one = sample("A", person)
    body = send("samples", token("sampler", "00001"), [one, one, {**one, "taken_at": ago(9)}])[1]
    assert told(body) == [
        ("A", "stored", ""),
        ("A", "duplicate", ""),
        ("A", "refused", "sample.tube_taken"),
    ]
    good, other = answer("A"), answer("A", "positive")
    body = send("results", token("laboratory", "01"), [good, good, other])[1]
    assert told(body) == [
        ("A", "stored", ""),
        ("A", "duplicate", ""),
        ("A", "refused", "result.told_otherwise"),
    ]


def test_an_answer_that_comes_before_its_sample_waits_and_is_released_with_it(units: Any) -> None:
    person = make.make_person(units["00001"])
    laboratory, early = token("laboratory", "01"), answer("A", "positive")
    assert told(send("results", laboratory, [early])[1]) == [("A", "stored", "result.waiting")]
    assert told(send("results", laboratory, [early])[1]) == [("A", "duplicate", "")]
    other = answer("A", "negative")
    assert told(send("results", laboratory, [other])[1]) == [("A", "refused", "result.told_otherwise")]
    assert Result.objects.count() == 0
    send("samples", token("sampler", "00001"), [sample("A", person)])
    assert Result.objects.get().outcome == "positive"
    assert told(send("results", laboratory, [early])[1]) == [("A", "duplicate", "")]
    assert not Reading.objects.filter(waits=True).exists()
    make.run_jobs()
    assert Case.objects.count() == 1


def test_an_answer_and_its_sample_that_cross_are_joined_a_moment_later(units: Any) -> None:
    person = make.make_person(units["00001"])
    send("results", token("laboratory", "01"), [answer("A", "positive")])
    tube = Tube.objects.create(
        code="A", since=ago(3), taken_at=ago(3), taken_by="x", area_path=units["00001"].path, people=1
    )
    Custody.objects.create(tube_id=tube.id, number=1, step="collected", at=ago(3), actor="x")
    Member.objects.create(
        tube_id=tube.id, person_id=person.id, area_path=tube.area_path, taken_at=tube.taken_at
    )
    from lachan.testing.subscribers import settle

    settle.func(tubes=["A"])
    assert Result.objects.get().person_id == person.id


def test_an_answer_that_waited_and_does_not_fit_its_tube_becomes_an_alarm(units: Any) -> None:
    person = make.make_person(units["00001"])
    send("results", token("laboratory", "01"), [answer("A", "positive", at=ago(10))])
    send("samples", token("sampler", "00001"), [sample("A", person, at=ago(3))])
    assert Result.objects.count() == 0
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.ref, alarm.facts) == (
        "answer_refused",
        "A",
        {"code": "result.measured_before_taken"},
    )


def test_what_is_wrong_with_a_sample_is_told_at_once(units: Any) -> None:
    here, there = make.make_person(units["00001"]), make.make_person(units["24"])
    make_campaign(units["24"], "FAR")
    make_campaign(units["01"], "OLD", ends_on=ago(48).date(), starts_on=ago(72).date())
    make_campaign(units["01"], "QUICK", method="antigen")
    make_campaign(units["01"], "NOW")
    crowd = [make.make_person(units["00001"]) for _ in range(11)]
    at = ago(3)
    items = [
        sample("A", here, at=at),
        sample("A", here, at=ago(4)),
        sample("B", here, here),
        sample("C", there),
        sample("D", *crowd),
        sample("E", *crowd[:6], campaign="QUICK"),
        sample("F", here, at=now() + timedelta(hours=1)),
        sample("G", here, at="1999-01-01T00:00:00+07:00"),
        sample("H", here, at=at),
        sample("I", here, campaign="NONE"),
        sample("J", here, campaign="FAR"),
        sample("K", here, campaign="OLD"),
        sample("L", here, at=ago(2.0), campaign="NOW"),
        sample("M", here, at=ago(1.9), campaign="NOW"),
        {**sample("N", here, at=ago(1.8)), "people": [here.code, "NOBODY"]},
    ]
    body = send("samples", token("sampler", "01"), items)[1]
    assert told(body) == [
        ("A", "stored", ""),
        ("A", "refused", "sample.tube_taken"),
        ("B", "refused", "sample.double_person"),
        ("C", "refused", "sample.out_of_area"),
        ("D", "refused", "sample.too_many_people"),
        ("E", "refused", "sample.too_many_people"),
        ("F", "refused", "sample.in_the_future"),
        ("G", "refused", "sample.too_long_ago"),
        ("H", "refused", "sample.person_elsewhere"),
        ("I", "refused", "sample.campaign_unknown"),
        ("J", "refused", "sample.campaign_elsewhere"),
        ("K", "refused", "sample.campaign_over"),
        ("L", "stored", ""),
        ("M", "refused", "sample.sampled_already"),
        ("N", "refused", "sample.person_unknown"),
    ]
    assert set(Tube.objects.values_list("code", flat=True)) == {"A", "L"}
    again = send("samples", token("sampler", "01"), items[-2:])[1]
    assert [code for _, _, code in told(again)] == ["sample.sampled_already", "sample.person_unknown"]


def test_a_tube_taken_in_another_province_is_not_taken_again_here(units: Any) -> None:
    here, there = make.make_person(units["00001"]), make.make_person(units["09163"])
    send("samples", token("sampler", "24"), [sample("A", there)])
    body = send("samples", token("sampler", "01"), [sample("A", here)])[1]
    assert told(body) == [("A", "refused", "sample.tube_taken")]


def test_what_is_wrong_with_an_answer_is_told_at_once(units: Any) -> None:
    crowd = [make.make_person(units["00001"]) for _ in range(7)]
    at = ago(3)
    send(
        "samples",
        token("sampler", "01"),
        [sample(tube, crowd[i], at=at) for i, tube in enumerate("ABCD")] + [sample("P", *crowd, at=ago(2.5))],
    )
    send("samples", token("sampler", "24"), [sample("X", make.make_person(units["09163"]))])
    body = send(
        "results",
        token("laboratory", "01"),
        [
            answer("A", at=now() + timedelta(hours=1)),
            answer("B", at="1999-01-01T00:00:00Z"),
            answer("C", at=at - timedelta(seconds=1)),
            answer("P", method="antigen"),
            answer("X"),
            answer("D"),
        ],
    )[1]
    assert [code for _, _, code in told(body)] == [
        "result.in_the_future",
        "result.too_long_ago",
        "result.measured_before_taken",
        "result.too_many_people",
        "result.out_of_area",
        "",
    ]
    assert Result.objects.count() == 1


def test_an_invalid_answer_releases_nothing_and_may_be_measured_again(units: Any) -> None:
    person = make.make_person(units["00001"])
    send("samples", token("sampler", "00001"), [sample("A", person)])
    laboratory = token("laboratory", "01")
    body = send("results", laboratory, [answer("A", "invalid", at=ago(2))])[1]
    assert told(body) == [("A", "stored", "result.not_final")]
    assert Result.objects.count() == 0
    assert told(send("results", laboratory, [answer("A", "positive", at=ago(1))])[1]) == [("A", "stored", "")]
    assert Result.objects.get().outcome == "positive"
    assert Reading.objects.count() == 2


def test_an_invalid_answer_is_measured_again_before_its_tube_is_known_or_in_one_batch_too(units: Any) -> None:
    people = [make.make_person(units["00001"]) for _ in range(2)]
    laboratory, sampler = token("laboratory", "01"), token("sampler", "01")
    for tube, sizes in (("A", (1, 1)), ("B", (2,))):
        pair = [answer(tube, "invalid", at=ago(2)), answer(tube, "positive", at=ago(1))]
        for size in sizes:
            body = send("results", laboratory, pair[:size])[1]
            pair = pair[size:]
            assert {one["status"] for one in body["results"]} == {"stored"}
    send("samples", sampler, [sample("A", people[0]), sample("B", people[1])])
    assert sorted(Result.objects.values_list("person_id", "outcome")) == sorted(
        (person.id, "positive") for person in people
    )
    assert Reading.objects.filter(waits=True).count() == 0
    assert Reading.objects.count() == 4
    pair = [answer("C", "invalid", at=ago(2)), answer("C", at=ago(1))]
    send("samples", sampler, [sample("C", people[0], at=ago(4))])
    assert [code for _, _, code in told(send("results", laboratory, pair)[1])] == ["", ""]
    assert Tube.objects.get(code="C").step == "final"


def test_malformed_items_are_told_where_and_what_while_good_ones_are_stored(units: Any) -> None:
    person = make.make_person(units["00001"])
    items: list[Any] = [
        sample("A", person),
        {**sample("B", person), "people": []},
        {**sample("C", person), "taken_at": "yesterday"},
        {**sample("D", person), "tube": 5},
        "no sample",
        {**sample("E", person), "tube": " \t"},
    ]
    status, body = send("samples", token("sampler", "00001"), items)
    assert (status, body["type"]) == (422, "sample.malformed")
    assert told(body) == [
        ("A", "stored", ""),
        ("B", "refused", "sample.malformed"),
        ("C", "refused", "sample.malformed"),
        (None, "refused", "sample.malformed"),
        (None, "refused", "sample.malformed"),
        (" \t", "refused", "sample.malformed"),
    ]
    assert [error["where"] for error in body["errors"]] == [
        "samples[1].people",
        "samples[2].taken_at",
        "samples[3].tube",
        "samples[4]",
        "samples[5].tube",
    ]
    status, body = send("results", token("laboratory"), [{**answer("A"), "outcome": "maybe"}, answer("A")])
    assert (status, body["errors"][0]["where"]) == (422, "results[0].outcome")
    assert told(body) == [("A", "stored", ""), ("A", "refused", "result.malformed")]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "core.upload_unreadable"),
        (b"[]", 400, "core.upload_unreadable"),
        (b'{"samples": 5}', 400, "core.upload_unreadable"),
        (b"\xff", 400, "core.upload_unreadable"),
        (b"[" * 100_000, 400, "core.upload_unreadable"),
        (b'{"samples": [' + b"{}," * 1000 + b"{}]}", 413, "core.upload_too_big"),
        (b" " * 4_000_001, 413, "core.upload_too_big"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_stores_nothing(body: bytes, status: int, code: str) -> None:
    make.make_areas()
    answer = Client().post(
        "/api/v1/samples",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token('sampler')}"},
    )
    assert (answer.status_code, answer.json()["type"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Tube.objects.count() == 0


def test_who_shows_no_token_or_the_wrong_role_is_refused_as_a_program_is(units: Any) -> None:
    person = make.make_person(units["00001"])
    assert send("samples", "", [sample("A", person)]) == (401, {"type": "core.token_needed", "status": 401})
    status, body = send("samples", token("laboratory", "00001"), [sample("A", person)])
    assert (status, body["right"]) == (403, "testing.sample")
    status, body = send("results", token("sampler", "00001"), [answer("A")])
    assert (status, body["right"]) == (403, "testing.release")


def test_a_thousand_samples_and_answers_in_any_order_end_the_same(units: Any) -> None:
    people = [make.make_person(units["00001"]) for _ in range(30)]
    rng = random.Random(7)
    samples = [
        sample(f"S{i}", *rng.sample(people, rng.choice([1, 1, 3])), at=ago(10 + i / 50)) for i in range(60)
    ]
    answers = [answer(f"S{i}", rng.choice(["positive", "negative"]), at=ago(1)) for i in range(60)]
    sent = [("samples", one) for one in samples] + [("results", one) for one in answers]
    sent += rng.sample(sent, 40)
    rng.shuffle(sent)
    tokens = {"samples": token("sampler", "01"), "results": token("laboratory", "01")}
    while sent:
        door = sent[0][0]
        some = [one for kind, one in sent[:9] if kind == door]
        sent = [pair for pair in sent[:9] if pair[0] != door] + sent[9:]
        status, body = send(door, tokens[door], some)
        assert status == 200
        assert {one["status"] for one in body["results"]} <= {"stored", "duplicate"}
    tubes = {tube.code: tube for tube in Tube.objects.all()}
    singles = [a for a, s in zip(answers, samples, strict=True) if len(s["people"]) == 1]
    pools = [a for a, s in zip(answers, samples, strict=True) if len(s["people"]) > 1]
    assert len(tubes) == 60
    assert all(tubes[a["tube"]].step == "final" for a in singles)
    assert all(tubes[a["tube"]].step == ("split" if a["outcome"] == "positive" else "final") for a in pools)
    negative = sum(a["outcome"] == "negative" for a in pools) * 3
    assert Result.objects.count() == len(singles) + negative


def test_every_code_that_is_told_is_in_the_manual_and_has_its_sentence() -> None:
    sources = "".join(
        (ROOT / f"src/lachan/testing/services/{name}.py").read_text("utf-8")
        for name in ("samples", "answers")
    )
    pairs = re.findall(r'_refused\(one, "(\w+)"\)|return "(\w+)"', sources)
    told = {f"sample.{one or other}" for one, other in pairs}
    told |= set(re.findall(r'"(result\.\w+)"', sources))
    manual = (ROOT / "docs/reference/samples.md").read_text("utf-8")
    assert len(told) > 20
    assert [code for code in told if code not in manual] == []
    assert told - set(shown.CODES) == set()


def test_a_browser_that_is_signed_in_opens_no_door_of_machines(units: Any) -> None:
    """Else a form on another site could send results in the name of whoever is signed in."""
    person = make.make_person(units["00001"])
    user, _ = make.make_staff(units["01"], "operator")
    browser = Client()
    browser.force_login(user)
    for door, item in (("samples", sample("A", person)), ("results", answer("A"))):
        body = json.dumps({door: [item]}, default=str)
        refused = browser.post(f"/api/v1/{door}", body, content_type="text/plain")
        assert (refused.status_code, refused.json()["type"]) == (401, "core.token_needed")
    assert (Tube.objects.count(), Reading.objects.count()) == (0, 0)
