"""Forms as data: what is asked when, what is wrong with an answer, what makes a declaration risky and why."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lachan.kernel.declarations import Form, Wrong, check, in_force, parse, score

PACKS = Path(__file__).parents[2] / "src" / "lachan" / "policies" / "declarations"
TODAY = date(2026, 11, 25)
FORMS = {form.name: form for form in (parse(tomllib.loads(p.read_text())) for p in PACKS.glob("*.toml"))}
HEALTH: dict[str, Any] = {"symptoms": [], "met_case": False, "illnesses": []}
ENTRY: dict[str, Any] = {
    "transport": "aircraft", "number": "vn 253", "seat": "12a", "arrival_day": "2026-11-25",
    "countries": ["th", "cn"], "symptoms": [], "met_case": False, "stay": "00001", "address": "12 Hàng Bài",
}  # fmt: skip
MOVEMENT: dict[str, Any] = {
    "travel_day": "2026-11-26", "destination": "09163", "transport": "vehicle", "plate": "29A-123.45",
    "symptoms": [], "met_case": False,
}  # fmt: skip
DAILY: dict[str, Any] = {"temperature": 36.6, "symptoms": [], "left_home": False}
SOUND = {"entry": ENTRY, "health": HEALTH, "movement": MOVEMENT, "daily": DAILY}
# Which answers make it risky, and for which reasons: the rules of the packs, line by line.
TRUTH: list[tuple[str, dict[str, Any], int, tuple[str, ...]]] = [
    ("health", {}, 0, ()),
    ("health", {"symptoms": ["cough"], "onset": "2026-11-20"}, 0, ()),
    ("health", {"symptoms": ["fever"], "onset": "2026-11-20"}, 0, ()),
    ("health", {"symptoms": ["fever"], "onset": "2026-11-20", "temperature": 38.4}, 0, ()),
    ("health", {"symptoms": ["fever"], "onset": "2026-11-20", "temperature": 38.5}, 50, ("high_fever",)),
    ("health", {"symptoms": ["cough", "throat"], "onset": "2026-11-20"}, 0, ()),
    ("health", {"symptoms": ["fever", "cough"], "onset": "2026-11-20"}, 50, ("fever_and_more",)),
    ("health", {"symptoms": ["breath"], "onset": "2026-11-20"}, 60, ("breath",)),
    ("health", {"symptoms": ["smell"], "onset": "2026-11-20"}, 50, ("smell",)),
    ("health", {"met_case": True}, 60, ("met_case",)),
    ("health", {"symptoms": ["cough"], "onset": "2026-11-20", "illnesses": ["heart"]}, 20, ("frail",)),
    (
        "health",
        {"symptoms": ["breath"], "onset": "2026-11-20", "illnesses": ["heart"], "met_case": True},
        140,
        ("breath", "met_case", "frail"),
    ),
    ("entry", {}, 0, ()),
    ("entry", {"symptoms": ["cough"], "onset": "2026-11-20"}, 0, ()),
    ("entry", {"symptoms": ["cough", "throat"], "onset": "2026-11-20"}, 50, ("two_symptoms",)),
    (
        "entry",
        {"symptoms": ["fever", "cough"], "onset": "2026-11-20"},
        110,
        ("fever_or_breath", "two_symptoms"),
    ),
    ("entry", {"met_case": True}, 60, ("met_case",)),
    ("movement", {}, 0, ()),
    ("movement", {"symptoms": ["cough", "throat"], "onset": "2026-11-20"}, 50, ("two_symptoms",)),
    ("movement", {"met_case": True}, 60, ("met_case",)),
    ("movement", {"symptoms": ["fever"], "onset": "2026-11-25"}, 60, ("fever_or_breath",)),
    ("daily", {}, 0, ()),
    ("daily", {"temperature": 37.4}, 0, ()),
    ("daily", {"temperature": 37.5}, 50, ("fever",)),
    ("daily", {"left_home": True}, 50, ("left_home",)),
    ("daily", {"symptoms": ["tired"], "onset": "2026-11-25"}, 0, ()),
    ("daily", {"symptoms": ["cough"], "onset": "2026-11-25"}, 50, ("any_symptom",)),
]


@pytest.mark.parametrize(("name", "more", "points", "reasons"), TRUTH)
def test_a_declaration_is_risky_for_these_reasons(
    name: str, more: dict[str, Any], points: int, reasons: tuple[str, ...]
) -> None:
    form = FORMS[name]
    checked = check(form, SOUND[name] | more, TODAY)
    assert checked.wrong == ()
    found = score(form, checked.answers, TODAY)
    assert (found.points, found.reasons) == (points, reasons)
    assert found.is_risky == (points >= form.risky_from)


def test_every_rule_of_every_pack_is_met_by_some_line_of_the_table() -> None:
    met = {(name, reason) for name, _, _, reasons in TRUTH for reason in reasons}
    assert {(form.name, rule.code) for form in FORMS.values() for rule in form.rules} == met


def test_there_are_four_forms_and_each_says_what_of_it_nobody_has_verified() -> None:
    assert sorted(FORMS) == ["daily", "entry", "health", "movement"]
    assert all(form.is_verified or form.unverified for form in FORMS.values())
    assert FORMS["movement"].valid_hours == 72


def test_codes_are_kept_one_way_however_they_are_typed() -> None:
    answers = check(FORMS["entry"], ENTRY, TODAY).answers
    assert (answers["number"], answers["seat"]) == ("VN253", "12A")
    assert answers["countries"] == ["cn", "th"]
    assert FORMS["entry"].meaning("carrier", answers) == "VN253"
    assert FORMS["health"].meaning("carrier", answers) is None


def test_a_question_is_asked_only_under_its_condition_and_else_its_answer_is_left_out() -> None:
    form = FORMS["health"]
    bare = check(form, HEALTH | {"onset": "2026-11-20", "temperature": 40}, TODAY)
    assert [question.name for question in bare.asked] == ["symptoms", "met_case", "illnesses", "phone"]
    assert bare.answers == HEALTH
    told = check(form, HEALTH | {"symptoms": ["fever"]}, TODAY)
    more = {q.name for q in told.asked} - {q.name for q in bare.asked}
    assert more == {"onset", "temperature"}
    assert told.wrong == (Wrong("onset", "missing"),)


@pytest.mark.parametrize(
    ("name", "question", "value", "code"),
    [
        ("health", "met_case", None, "missing"),
        ("health", "met_case", "yes", "not_yes_or_no"),
        ("health", "met_case", 1, "not_yes_or_no"),
        ("health", "symptoms", ["plague"], "not_a_choice"),
        ("health", "symptoms", "fever", "not_a_choice"),
        ("health", "symptoms", [["fever"]], "not_a_choice"),
        ("health", "hat_size", 60, "unknown_question"),
        ("daily", "temperature", 33.9, "out_of_range"),
        ("daily", "temperature", 43.1, "out_of_range"),
        ("daily", "temperature", "37", "not_a_number"),
        ("daily", "temperature", True, "not_a_number"),
        ("daily", "temperature", float("nan"), "not_a_number"),
        ("daily", "needs", 7, "not_a_text"),
        ("daily", "needs", "x" * 201, "too_long"),
        ("entry", "transport", "rocket", "not_a_choice"),
        ("entry", "transport", ["bus"], "not_a_choice"),
        ("entry", "number", " .-", "missing"),
        ("entry", "number", "A" * 21, "too_long"),
        ("entry", "arrival_day", "25/11/2026", "not_a_day"),
        ("entry", "arrival_day", 20261125, "not_a_day"),
        ("entry", "arrival_day", "2026-11-21", "too_long_ago"),
        ("entry", "arrival_day", "2026-12-03", "too_far_ahead"),
        ("movement", "stops", "Phủ Lý", "not_lines"),
        ("movement", "stops", ["x"] * 21, "too_long"),
    ],
)
def test_what_is_wrong_names_its_question(name: str, question: str, value: Any, code: str) -> None:
    checked = check(FORMS[name], SOUND[name] | {question: value}, TODAY)
    assert Wrong(question, code) in checked.wrong
    assert question not in checked.answers


def test_symptoms_cannot_begin_tomorrow() -> None:
    told = HEALTH | {"symptoms": ["cough"], "onset": "2026-11-26"}
    assert check(FORMS["health"], told, TODAY).wrong == (Wrong("onset", "in_the_future"),)


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
NAMES = sorted({question.name for form in FORMS.values() for question in form.questions})


@given(st.sampled_from(sorted(FORMS)), st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_whatever_is_sent_is_judged_and_what_was_checked_once_stays_as_it_is(
    name: str, told: dict[str, Any]
) -> None:
    form = FORMS[name]
    checked = check(form, told, TODAY)
    again = check(form, checked.answers, TODAY)
    assert again.answers == checked.answers
    score(form, checked.answers, TODAY)


# --- packs


def pack(**more: Any) -> dict[str, Any]:
    both = {"vi": "Có", "en": "Yes"}
    question = {"name": "well", "kind": "yes_no", "label": both}
    rule = {"code": "ill", "points": 50, "says": both, "when": [{"question": "well", "is": False}]}
    told = {
        "name": "short", "valid_from": date(2026, 1, 1), "source": "ours", "verified": True, "title": both,
        "says": both, "question": [question], "rule": [rule],
    }  # fmt: skip
    return told | more


def test_the_newest_version_in_force_is_served_and_one_that_ended_is_not() -> None:
    first = parse(pack())
    second = parse(pack(valid_from=date(2026, 2, 1), valid_to=date(2026, 3, 1)))
    both: list[Form] = [second, first]
    assert in_force(both, date(2025, 12, 31)) == {}
    assert in_force(both, date(2026, 1, 31)) == {"short": first}
    assert in_force(both, date(2026, 2, 1)) == {"short": second}
    assert in_force(both, date(2026, 3, 1)) == {}


def test_other_words_are_another_form() -> None:
    assert parse(pack()).digest == parse(pack()).digest
    assert parse(pack()).digest != parse(pack(title={"vi": "Khoẻ", "en": "Well"})).digest
    assert parse(pack()).version == "short-2026-01-01"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"question": []}, "a question"),
        ({"title": {"vi": "Khoẻ"}}, "title"),
        ({"source": None, "name": "Bad Name"}, "a name of small letters"),
        ({"means": {"weather": "well"}}, "weather"),
        ({"means": {"seat": "chair"}}, "chair"),
        ({"rule": [{"code": "ill", "points": 1, "when": []}]}, "no condition"),
        (
            {"rule": [{"code": "x", "points": 1, "when": [{"question": "hat", "is": True}]}]},
            "not asked before",
        ),
        (
            {"rule": [{"code": "x", "points": 1, "when": [{"question": "well", "any": ["a"]}]}]},
            "does not fit",
        ),
        ({"question": [{"name": "a", "kind": "one", "label": {"vi": "A", "en": "A"}}]}, "choices"),
    ],
)
def test_a_pack_that_cannot_be_served_says_why(more: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse(pack(**more))


def test_a_condition_names_only_what_is_offered() -> None:
    both = {"vi": "A", "en": "A"}
    some = {"name": "feels", "kind": "some", "label": both, "choices": [{"code": "fever", **both}]}
    rule = {"code": "x", "points": 1, "says": both, "when": [{"question": "feels", "any": ["fevre"]}]}
    with pytest.raises(ValueError, match="does not offer"):
        parse(pack(question=[some], rule=[rule]))
