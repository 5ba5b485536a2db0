"""A laboratory that speaks FHIR R4: reports go the way of all answers, and none is guessed."""

import copy
import json
from typing import Any

import pytest
from django.test import Client

from lachan.testing.models import Reading, Result, Tube
from tests import make
from tests.testing.lab import ago, now, step, take, token

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/fhir/DiagnosticReport"
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"


def concept(system: str, code: str, text: str = "") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], "text": text}


def report(tube: str, outcome: str = "260415000", **other: Any) -> dict[str, Any]:
    """A DiagnosticReport with its specimen and observation inside."""
    cycles = {"code": {"text": "N"}, "valueQuantity": {"value": 24.5, "unit": "cycles"}}
    told = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": concept(LOINC, "94500-6"),
        "subject": {"reference": "Patient/unknown"},
        "issued": ago(1).isoformat(),
        "specimen": [{"reference": "#s"}],
        "result": [{"reference": "#o"}],
        "contained": [
            {"resourceType": "Specimen", "id": "s", "accessionIdentifier": {"value": tube}},
            {
                "resourceType": "Observation",
                "id": "o",
                "status": "final",
                "code": concept(LOINC, "94500-6"),
                "valueCodeableConcept": concept(SNOMED, outcome),
                "component": [cycles],
            },
        ],
    }
    return {**told, **other}


def bundle(*reports: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in reports]}


def post(body: object, shown: str = "") -> tuple[int, dict[str, Any]]:
    answer = Client().post(
        ADDRESS,
        body if isinstance(body, bytes) else json.dumps(body),
        content_type="application/fhir+json",
        headers={"Authorization": f"Bearer {shown or token('laboratory')}"},
    )
    return answer.status_code, answer.json()


def test_a_report_releases_its_tube_once_however_often_it_comes() -> None:
    tube = take(make.make_person())
    told = report(tube)
    assert post(told) == (200, {"results": [{"tube": tube, "status": "stored", "code": ""}]})
    assert post(told)[1]["results"][0]["status"] == "duplicate"
    assert (step(tube), Result.objects.get().outcome) == ("final", "negative")
    assert Reading.objects.get().ct == {"N": 24.5}
    changed = report(tube, "260373001")
    assert post(changed)[1]["results"][0]["code"] == "result.told_otherwise"


@pytest.mark.parametrize(
    ("outcome", "method", "found"),
    [
        ("260373001", "94500-6", ("positive", "pcr")),
        ("10828004", "94558-4", ("positive", "antigen")),
        ("260385009", "94309-2", ("negative", "pcr")),
        ("419984006", "94759-8", ("invalid", "pcr")),
    ],
)
def test_codes_become_outcome_and_method(outcome: str, method: str, found: tuple[str, str]) -> None:
    tube = take(make.make_person())
    told = report(tube, outcome, code=concept(LOINC, method))
    told["contained"][1]["code"] = concept(LOINC, method)
    assert post(told)[0] == 200
    row = Tube.objects.get(code=tube)
    assert (row.outcome, row.method) == found


def test_a_bundle_is_answered_report_by_report_and_its_resources_may_lie_beside() -> None:
    people = [make.make_person() for _ in range(3)]
    one, two, three = (take(person) for person in people)
    beside = report(two, "260373001")
    specimen, observation = beside.pop("contained")
    beside["specimen"], beside["result"] = [{"reference": "urn:uuid:1"}], [{"reference": "Observation/o"}]
    told = bundle(report(one), beside, observation, report(three, status="preliminary"))
    told["entry"].append({"fullUrl": "urn:uuid:1", "resource": specimen})
    status, body = post(told)
    assert status == 422
    assert [(item["tube"], item["status"]) for item in body["results"]] == [
        (one, "stored"), (two, "stored"), (three, "refused"),
    ]  # fmt: skip
    assert body["errors"][0]["where"] == "Bundle.entry[3].resource"
    assert (step(one), step(two), step(three)) == ("final", "final", "collected")


def without(told: dict[str, Any], *path: Any) -> dict[str, Any]:
    """The same with one thing left out."""
    found = copy.deepcopy(told)
    at: Any = found
    for name in path[:-1]:
        at = at[name]
    del at[path[-1]]
    return found


@pytest.mark.parametrize(
    "path",
    [("issued",), ("specimen",), ("status",), ("contained", 0, "accessionIdentifier"),
     ("contained", 1, "valueCodeableConcept"), ("contained", 1)],
)  # fmt: skip
def test_what_leaves_a_choice_is_refused_and_not_guessed(path: tuple[Any, ...]) -> None:
    tube = take(make.make_person())
    status, body = post(without(report(tube), *path))
    assert (status, body["results"][0]["status"], step(tube)) == (422, "refused", "collected")


def test_two_outcomes_in_one_report_are_none() -> None:
    tube = take(make.make_person())
    status, body = post(report(tube, "260373001", conclusionCode=[concept(SNOMED, "260415000")]))
    assert (status, step(tube)) == (422, "collected")
    assert "one outcome is expected" in body["errors"][0]["what"]


def test_a_tube_that_nobody_told_of_waits_and_a_positive_pool_is_nobodys() -> None:
    assert post(report("FHIR-1"))[1]["results"][0]["code"] == "result.waiting"
    pool = take(make.make_person(), make.make_person())
    assert post(report(pool, "260373001"))[1]["results"][0]["code"] == "result.pool_split"
    assert Result.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'{"resourceType": "Patient"}', b'{"resourceType": "Bundle", "entry": 1}'],
)
def test_a_body_that_holds_no_report_is_told_as_a_whole(body: bytes) -> None:
    status, told = post(body)
    assert (status, told["type"]) == (400, "core.upload_unreadable")


def test_more_than_a_thousand_reports_are_too_many_and_another_role_is_refused() -> None:
    assert post(bundle(*[report(f"T{n}") for n in range(1001)]))[0] == 413
    assert post(report("T"), token("sampler"))[0] == 403
    assert Client().post(ADDRESS, "{}", content_type="application/json").status_code in {302, 401}
    assert now() > ago(1)
