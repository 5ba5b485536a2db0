"""The definitions of a case as truth tables: test x symptoms x link x date, and what is said of each."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from lachan.core.protocols import definition_on, definitions, parse_definition
from lachan.kernel.case import Finding, Judged, Link, Verdict, judge, judge_untested

BEFORE, SINCE = date(2021, 12, 28), date(2021, 12, 29)
AT = datetime(2022, 1, 10, 2, tzinfo=UTC)
NONE, FACTOR, CONTACT = Link.NONE, Link.FACTOR, Link.CONTACT
CONFIRMED, SUSPECTED, NOT = Verdict.CONFIRMED, Verdict.SUSPECTED, Verdict.NOT_A_CASE

# One positive answer: (day, method, symptoms, link) to verdict and the letter of the rule that gives it.
ONE_POSITIVE = {
    (BEFORE, "pcr", False, NONE): (CONFIRMED, "pcr"),
    (BEFORE, "pcr", False, FACTOR): (CONFIRMED, "pcr"),
    (BEFORE, "pcr", False, CONTACT): (CONFIRMED, "pcr"),
    (BEFORE, "pcr", True, NONE): (CONFIRMED, "pcr"),
    (BEFORE, "pcr", True, FACTOR): (CONFIRMED, "pcr"),
    (BEFORE, "pcr", True, CONTACT): (CONFIRMED, "pcr"),
    (BEFORE, "antigen", False, NONE): (NOT, ""),
    (BEFORE, "antigen", False, FACTOR): (NOT, ""),
    (BEFORE, "antigen", False, CONTACT): (NOT, ""),
    (BEFORE, "antigen", True, NONE): (NOT, ""),
    (BEFORE, "antigen", True, FACTOR): (NOT, ""),
    (BEFORE, "antigen", True, CONTACT): (NOT, ""),
    (SINCE, "pcr", False, NONE): (CONFIRMED, "a"),
    (SINCE, "pcr", False, FACTOR): (CONFIRMED, "a"),
    (SINCE, "pcr", False, CONTACT): (CONFIRMED, "a"),
    (SINCE, "pcr", True, NONE): (CONFIRMED, "a"),
    (SINCE, "pcr", True, FACTOR): (CONFIRMED, "a"),
    (SINCE, "pcr", True, CONTACT): (CONFIRMED, "a"),
    (SINCE, "antigen", False, NONE): (SUSPECTED, "antigen_alone"),
    (SINCE, "antigen", False, FACTOR): (SUSPECTED, "antigen_alone"),
    (SINCE, "antigen", False, CONTACT): (CONFIRMED, "b"),
    (SINCE, "antigen", True, NONE): (SUSPECTED, "antigen_alone"),
    (SINCE, "antigen", True, FACTOR): (CONFIRMED, "c"),
    (SINCE, "antigen", True, CONTACT): (CONFIRMED, "b"),
}
# Without any positive answer: (day, symptoms, link).
UNTESTED = {
    **{(BEFORE, symptoms, link): NOT for symptoms, link in product([False, True], Link)},
    (SINCE, False, NONE): NOT,
    (SINCE, False, FACTOR): NOT,
    (SINCE, False, CONTACT): NOT,
    (SINCE, True, NONE): NOT,
    (SINCE, True, FACTOR): SUSPECTED,
    (SINCE, True, CONTACT): SUSPECTED,
}


def test_the_tables_leave_nothing_out() -> None:
    methods, both = ["pcr", "antigen"], [False, True]
    assert set(ONE_POSITIVE) == set(product([BEFORE, SINCE], methods, both, Link))
    assert set(UNTESTED) == set(product([BEFORE, SINCE], both, Link))


@pytest.mark.parametrize("row", ONE_POSITIVE)
def test_one_positive_answer(row: tuple[date, str, bool, Link]) -> None:
    day, method, symptoms, link = row
    finding = Finding(method, AT, link, symptoms)
    assert judge(finding, [finding], definition_on(day)) == Judged(*ONE_POSITIVE[row])


@pytest.mark.parametrize("row", UNTESTED)
def test_no_positive_answer(row: tuple[date, bool, Link]) -> None:
    day, symptoms, link = row
    assert judge_untested(definition_on(day), has_symptoms=symptoms, link=link).verdict is UNTESTED[row]


@pytest.mark.parametrize(
    ("hours", "link", "other", "verdict"),
    [
        (8, FACTOR, "antigen", CONFIRMED),
        (8.01, FACTOR, "antigen", SUSPECTED),
        (-8, FACTOR, "antigen", CONFIRMED),
        (0, FACTOR, "antigen", SUSPECTED),  # the same test twice is one
        (4, NONE, "antigen", SUSPECTED),
        (4, FACTOR, "pcr", SUSPECTED),  # the PCR confirms by itself, not the antigen test
    ],
)
def test_two_positive_antigen_tests_within_eight_hours_and_a_factor(
    hours: float, link: Link, other: str, verdict: Verdict
) -> None:
    first, second = Finding("antigen", AT, link), Finding(other, AT + timedelta(hours=hours), link)
    assert judge(first, [first, second], definition_on(SINCE)).verdict is verdict
    assert judge(first, [first, second], definition_on(BEFORE)).verdict is NOT


@pytest.mark.parametrize("day", [BEFORE, SINCE])
def test_what_came_by_file_was_released_as_a_case(day: date) -> None:
    for method in ("pcr", "antigen", "rapid"):
        told = Finding(method, AT, is_told=True)
        assert judge(told, [told], definition_on(day)) == Judged(CONFIRMED, "told")


def test_a_pack_may_say_that_files_are_judged_too() -> None:
    pack = {
        "id": "x", "source": "y", "valid_from": SINCE, "country": "VN", "told": ["pcr"], "factor_reasons": [],
        "link_days": 14, "rule": [{"name": "a", "verdict": "confirmed", "methods": ["pcr"]}],
    }  # fmt: skip
    told = Finding("antigen", AT, is_told=True)
    assert judge(told, [told], parse_definition(pack)).verdict is NOT


def test_the_packs_are_dated_and_say_what_is_not_verified() -> None:
    assert [definition.valid_from for definition in definitions()] == [date(2020, 1, 1), SINCE]
    assert definition_on(date(1999, 1, 1)) is definitions()[0]
    assert all(definition.source and definition.unverified for definition in definitions())
