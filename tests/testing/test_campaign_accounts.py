"""A campaign in a bad week, seeded: every tube is accounted for, and a checker that knows no code says so."""

from typing import Any

import pytest
from django.db import connection

from bench.accounts import Happened, complaints
from bench.campaign import Campaign, Plan
from lachan.testing.models import Alarm, Order, Tube
from tests import make
from tests.testing.lab import actor, ago, make_campaign, token

pytestmark = pytest.mark.django_db


def query(text: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text)
        return list(cursor.fetchall())


def due() -> list[str]:
    rows = query(
        "SELECT DISTINCT p.code FROM testing_order o JOIN identity_person p ON p.id = o.person_id"
        " WHERE o.tube_id IS NULL"
    )
    return sorted(code for (code,) in rows)


def lost() -> list[str]:
    boxes = Alarm.objects.filter(kind="box_gap").values_list("facts", flat=True)
    told = set(Alarm.objects.filter(kind="tube_lost", closed_at=None).values_list("ref", flat=True))
    return sorted(told.union(*[facts["codes"] for facts in boxes]))


@pytest.fixture(params=[1, 2])
def ended(request: pytest.FixtureRequest) -> tuple[Campaign, Happened]:
    units = make.make_areas()
    homes = [units["00001"], units["00004"]]
    teams = [[make.make_person(homes[i % 2]).code for _ in range(20)] for i in range(9)]
    make_campaign(units["01"], "SIM")
    plan = Plan(
        teams, token("sampler", "01"), token("laboratory", "01"), actor("operator"), ago(60), "SIM",
        request.param,
    )  # fmt: skip
    campaign = Campaign(plan)
    return campaign, campaign.run(due, lost)


def test_every_tube_of_a_bad_week_is_accounted_for(ended: tuple[Campaign, Happened]) -> None:
    campaign, happened = ended
    assert complaints(happened, query) == []
    assert {"sample.tube_taken", "sample.double_person", "result.told_otherwise"} <= campaign.told.keys()
    assert Order.objects.exists()
    assert Tube.objects.count() == len(happened.tubes)


DAMAGE = [
    "UPDATE testing_tube SET outcome = 'positive'"
    " WHERE id = (SELECT min(id) FROM testing_tube WHERE outcome = 'negative')",
    "DELETE FROM testing_member WHERE tube_id = (SELECT min(id) FROM testing_tube)",
    "DELETE FROM testing_result WHERE id = (SELECT id FROM testing_result LIMIT 1)",
    "DELETE FROM testing_order WHERE id = (SELECT id FROM testing_order LIMIT 1)",
    "UPDATE testing_box SET sent_tubes = sent_tubes + 1",
    "DELETE FROM testing_alarm WHERE kind = 'waiting'",
    "DELETE FROM testing_alarm WHERE kind = 'tube_lost'",
    "UPDATE testing_tube SET steps = steps + 1 WHERE id = (SELECT min(id) FROM testing_tube)",
]


@pytest.mark.parametrize("ended", [1], indirect=True)
@pytest.mark.parametrize("damage", DAMAGE, ids=range(len(DAMAGE)))
def test_the_checker_sees_what_does_not_add_up(ended: tuple[Campaign, Happened], damage: str) -> None:
    _, happened = ended
    with connection.cursor() as cursor:
        cursor.execute(damage)
        assert cursor.rowcount > 0
    assert complaints(happened, query) != []
