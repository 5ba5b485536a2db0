"""``lachan trace --json`` answers exactly what docs/reference/trace.schema.json says."""

import json
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lachan.tracing.queries import SCHEMA
from tests import make

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}
KNOWN = {"$schema", "$defs", "$ref", "title", "description", "type", "properties", "required", "items"}
KNOWN |= {"additionalProperties", "const", "enum", "minimum", "minItems", "format"}


class Schema:
    """As much of JSON Schema as our own schema uses; a keyword it does not know is an error."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root

    def wrong(self, value: Any, rule: dict[str, Any], at: str = "$") -> Iterator[str]:
        assert set(rule) <= KNOWN, set(rule) - KNOWN
        if "$ref" in rule:
            rule = self.root["$defs"][rule["$ref"].rsplit("/", 1)[1]]
        kinds = rule.get("type", [])
        kinds = kinds if isinstance(kinds, list) else [kinds]
        allowed = tuple(kind for name in kinds for kind in KINDS[name])
        if kinds and (not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed)):
            yield f"{at}: {value!r} is no {kinds}"
        elif value not in rule.get("enum", [value]) or value != rule.get("const", value):
            yield f"{at}: {value!r} is not allowed"
        elif isinstance(value, dict):
            yield from self.wrong_object(value, rule, at)
        elif isinstance(value, list):
            yield from [f"{at}: too few"] if len(value) < rule.get("minItems", 0) else []
            for i, item in enumerate(value):
                yield from self.wrong(item, rule["items"], f"{at}[{i}]")
        elif value is not None and value != "" and not self.plausible(value, rule):
            yield f"{at}: {value!r} is out of range, or no time with an offset"

    def wrong_object(self, value: dict[str, Any], rule: dict[str, Any], at: str) -> Iterator[str]:
        yield from [f"{at}: {name} is missing" for name in rule["required"] if name not in value]
        for name, inner in value.items():
            if name in rule["properties"]:
                yield from self.wrong(inner, rule["properties"][name], f"{at}.{name}")
            elif not rule.get("additionalProperties", True):
                yield f"{at}: {name} is not documented"

    @staticmethod
    def plausible(value: Any, rule: dict[str, Any]) -> bool:
        if rule.get("format") == "date-time":
            return datetime.fromisoformat(value).utcoffset() is not None
        return not isinstance(value, int | float) or value >= rule.get("minimum", value)


@pytest.fixture(scope="module")
def schema() -> Schema:
    return Schema(json.loads((FOLDER / "trace.schema.json").read_text("utf-8")))


def fields(rule: dict[str, Any]) -> Iterator[str]:
    for name, inner in rule.get("properties", {}).items():
        yield name
        yield from fields(inner)


def asked(person: str, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("trace", person, as_json=True, stdout=out, **options)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


@pytest.fixture
def f0() -> str:
    areas = make.make_areas()
    f0 = make.make_person(areas["00001"], household="H1")
    make.make_person(areas["00001"], household="H1")
    guest, friend = make.make_person(areas["00004"]), make.make_person(areas["00004"])
    cafe = make.make_place(areas["00004"])
    make.visit(f0, cafe, make.at(-5), make.at(-4))
    make.visit(guest, cafe, make.at(-4.5))
    make.meet(f0, guest, make.at(-3), make.at(-2))
    make.meet(guest, friend, make.at(-2), make.at(-1), masked=True)
    make.positive(f0, onset=make.at(-24).date())
    return f0.code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options", [{}, {"rings": 2}, {"policy": "who-2d-1m-15min"}, {"as_of": "2022-03-10 11:00"}]
)
def test_an_answer_has_exactly_the_documented_fields(
    schema: Schema, f0: str, options: dict[str, Any]
) -> None:
    answer = asked(f0, **options)
    assert list(schema.wrong(answer, schema.root)) == []
    assert answer["schema"] == SCHEMA
    assert answer["basis"] == ("supposed" if "as_of" in options else "result")
    assert answer["contacts"]
    assert answer["points"]
    assert {e["source"] for c in answer["contacts"] for e in c["evidence"]} == {
        "visit",
        "encounter",
        "household",
    }


def test_every_field_stands_in_the_manual(schema: Schema) -> None:
    page = (FOLDER / "trace.md").read_text("utf-8")
    names = {*fields(schema.root), *(name for rule in schema.root["$defs"].values() for name in fields(rule))}
    assert sorted(name for name in names if f"`{name}`" not in page) == []
    assert f"`{SCHEMA}`" in page


@pytest.mark.django_db
def test_the_checker_sees_what_is_missing_strange_or_of_another_kind(schema: Schema, f0: str) -> None:
    answer = asked(f0)
    del answer["policy"]
    answer["ghost"] = 1
    answer["window"]["from"] = "2022-03-10T05:00:00"
    answer["points"][0]["present"] = True
    answer["contacts"][0]["grade"] = "near"
    answer["contacts"][0]["evidence"] = []
    assert [told.split(": ")[0] for told in schema.wrong(answer, schema.root)] == [
        "$",
        "$.window.from",
        "$.contacts[0].grade",
        "$.contacts[0].evidence",
        "$.points[0].present",
        "$",
    ]
