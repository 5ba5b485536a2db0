"""A positive answer makes a case where the definition in force says so, and no longer than it does."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lachan.core.access import system
from lachan.identity import public as identity
from lachan.testing import public as testing
from lachan.testing.models import Result
from lachan.tracing import services
from lachan.tracing.models import Case, Contact
from lachan.tracing.queries import Question, trace
from tests import make
from tests.core.files import load, table
from tests.testing.lab import ago, make_campaign, measure, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> list[Any]:
    """Two people who live together."""
    units = make.make_areas()
    return [make.make_person(units["00001"], household="H") for _ in range(2)]


def cases() -> list[int]:
    return sorted(Case.objects.filter(withdrawn_at=None).values_list("person_id", flat=True))


def settle() -> None:
    """What a worker does, the second look included."""
    make.run_jobs()
    services.look_again(
        system(), Case.objects.filter(withdrawn_at=None).values_list("id", flat=True), boundary=0
    )
    make.run_jobs()


def by_hand(person: Any, method: str, at: datetime) -> Result:
    answer = testing.Answer(at, testing.Outcome.POSITIVE, method)
    return testing.release_result(system("laboratory"), make.who(person), answer)


def test_a_positive_antigen_test_alone_opens_no_case_by_tube_or_by_hand(home: list[Any]) -> None:
    measure(take(home[0]), "positive", "antigen")
    by_hand(home[1], "antigen", ago(2))
    settle()
    assert cases() == []
    assert trace(system(), Question(home[0].code))["basis"] == "supposed"
    by_hand(home[0], "pcr", ago(1))
    settle()
    assert home[0].id in cases()


def test_two_within_eight_hours_open_a_case_where_there_is_a_factor(home: list[Any]) -> None:
    make_campaign(make.make_areas()["01"], "AREA", reason="area_screening")
    for hours, expected in ((30, []), (20, []), (13, [home[0].id])):
        by_hand_of_campaign(home[0], hours)
        settle()
        assert cases() == expected
    assert trace(system(), Question(home[0].code))["basis"] == "result"


def test_what_was_told_under_two_records_of_one_person_is_judged_together(home: list[Any]) -> None:
    one, again = home
    for person, hours in ((one, 20), (again, 13)):
        by_hand_of_campaign(person, hours)
    settle()
    assert cases() == []
    identity.merge(system(), one.id, again.id)
    settle()
    assert cases() == [one.id]
    for code in (one.code, again.code):
        assert trace(system(), Question(code))["basis"] == "result"


def by_hand_of_campaign(person: Any, hours: float) -> None:
    answer = testing.Answer(ago(hours), testing.Outcome.POSITIVE, "antigen", reason="area_screening")
    testing.release_result(system("laboratory"), make.who(person), answer)


def test_a_contact_with_a_positive_antigen_test_is_a_case(home: list[Any]) -> None:
    by_hand(home[0], "pcr", ago(30))
    settle()
    assert Contact.objects.get().person_id == home[1].id
    measure(take(home[1]), "positive", "antigen")
    settle()
    assert cases() == sorted(person.id for person in home)


def test_whoever_becomes_a_contact_after_the_test_is_a_case_then_and_none_when_that_ends(
    home: list[Any],
) -> None:
    measure(take(home[1], at=ago(4)), "positive", "antigen", at=ago(3))
    settle()
    assert cases() == []
    first = by_hand(home[0], "pcr", ago(5))
    settle()
    assert cases() == sorted(person.id for person in home)
    testing.correct_result(system(), first.id, testing.Outcome.NEGATIVE)
    settle()
    # Each was a contact of the other, but the one who is no case keeps nobody a case.
    assert cases() == []


def test_an_answer_told_by_file_opens_a_case_as_it_always_did(home: list[Any], tmp_path: Path) -> None:
    header = "person,sampled_at,released_at,outcome,test_type,onset_date"
    row = f"{home[0].code},2022-03-10T08:00,2022-03-10T20:00,positive,antigen,"
    early = f"{home[1].code},2021-08-10T08:00,2021-08-10T20:00,positive,antigen,"
    assert load("results", table(header, row, early), tmp_path).code == 0
    settle()
    assert cases() == sorted(person.id for person in home)
