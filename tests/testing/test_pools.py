"""One tube, several people: a positive pool is nobody's positive result."""

from typing import Any

import pytest

from lachan.messaging.models import Notice
from lachan.testing import public as testing
from lachan.testing.models import Order, Result, Tube
from lachan.tracing.models import Case
from tests import make
from tests.testing.lab import actor, ago, make_campaign, measure, step, steps, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Any]:
    units = make.make_areas()
    return [make.make_person(units[code]) for code in ("00001", "00001", "00004")]


def test_a_negative_pool_is_a_negative_result_for_everybody_in_it(people: list[Any]) -> None:
    measure(take(*people), "negative")
    told = sorted(Result.objects.values_list("person_id", "outcome", "test_type"))
    assert told == sorted((person.id, "negative", "pcr") for person in people)


def test_a_positive_pool_is_nobodys_result_and_calls_everybody_to_be_sampled_alone(people: list[Any]) -> None:
    tube = take(*people, at=ago(10))
    assert measure(tube, "positive").code == "result.pool_split"
    make.run_jobs()
    assert (step(tube), Result.objects.count(), Case.objects.count()) == ("split", 0, 0)
    orders = Order.objects.all()
    assert {order.person_id for order in orders} == {person.id for person in people}
    assert {(order.reason, order.tube_id, order.answered_at) for order in orders} == {("pool", None, None)}
    notices = Notice.objects.filter(template="testing.recall").order_by("area_path")
    assert [(n.area_path, n.facts) for n in notices] == [
        (people[0].area_path, {"people": 2}),
        (people[2].area_path, {"people": 1}),
    ]


def test_the_singles_of_a_pool_decide_who_is_positive_and_end_it(people: list[Any]) -> None:
    pool = take(*people, at=ago(10))
    measure(pool, "positive", at=ago(9))
    singles = [take(person, at=ago(6)) for person in people]
    assert [order.sampled_at is not None for order in Order.objects.all()] == [True] * 3
    for single, outcome in zip(singles, ("negative", "positive", "negative"), strict=True):
        assert step(pool) == "split"
        measure(single, outcome, at=ago(5))
    assert steps(pool) == ["collected", "result", "split", "final"]
    make.run_jobs()
    assert [case.person_id for case in Case.objects.all()] == [people[1].id]
    assert not Result.objects.filter(tube_id=Tube.objects.get(code=pool).id).exists()


def test_a_swab_taken_before_the_pool_answers_no_order(people: list[Any]) -> None:
    early = take(people[0], at=ago(12))
    pool = take(*people, at=ago(10))
    measure(pool, "positive", at=ago(9))
    measure(early, "negative", at=ago(8))
    assert Order.objects.filter(tube_id=None).count() == 3
    take(people[0], people[1], at=ago(5))
    assert Order.objects.filter(tube_id=None).count() == 3, "a second pool is no single test"


def test_an_invalid_single_leaves_its_person_ordered(people: list[Any]) -> None:
    measure(take(*people, at=ago(10)), "positive", at=ago(9))
    single = take(people[0], at=ago(6))
    measure(single, "invalid", at=ago(5))
    assert Order.objects.get(person_id=people[0].id).answered_at is None


def test_the_same_positive_pool_told_twice_orders_once(people: list[Any]) -> None:
    tube, at = take(*people, at=ago(10)), ago(9)
    measure(tube, "positive", at=at)
    assert measure(tube, "positive", at=at).status == "duplicate"
    assert (Order.objects.count(), Notice.objects.count()) == (3, 2)


def test_a_pool_over_two_provinces_is_seen_by_the_laboratory_of_both_only(people: list[Any]) -> None:
    units = make.make_areas()
    far = make.make_person(units["09163"])
    tube = take(people[0], far)
    assert Tube.objects.get(code=tube).area_path == units["VN"].path
    assert measure(tube, "negative", by=actor("laboratory", units["01"])).code == "result.out_of_area"
    assert measure(tube, "negative", by=actor("laboratory", units["VN"])).status == "stored"


def test_an_answer_about_somebody_who_moved_is_seen_where_they_live_now(people: list[Any]) -> None:
    units = make.make_areas()
    tube = take(people[0])
    person = people[0]
    person.area_id, person.area_path = units["24"].id, units["24"].path
    person.save()
    measure(tube, "positive", by=actor("laboratory", units["01"]))
    assert Result.objects.get().area_path == units["24"].path


def test_a_correction_of_a_tubes_answer_stays_its_own(people: list[Any]) -> None:
    from lachan.core.access import system

    measure(take(people[0]), "positive")
    make.run_jobs()
    assert Case.objects.filter(withdrawn_at=None).count() == 1
    wrong = Result.objects.get()
    right = testing.correct_result(system(), wrong.id, testing.Outcome.NEGATIVE)
    assert (right.tube_id, right.origin) == (wrong.tube_id, "tube")
    make.run_jobs()
    assert Case.objects.filter(withdrawn_at=None).count() == 0


def test_the_reason_of_a_campaign_goes_with_the_answer(people: list[Any]) -> None:
    units = make.make_areas()
    make_campaign(units["01"], "AREA", reason="area_screening")
    measure(take(people[0], campaign="AREA"), "negative")
    assert Result.objects.get().reason == "area_screening"


def test_what_arrives_after_a_week_was_released_when_it_was_measured(people: list[Any]) -> None:
    measure(take(people[0], at=ago(24 * 30)), "negative", at=ago(24 * 29))
    measure(take(people[1], at=ago(24 * 3)), "negative", at=ago(24 * 2))
    old, fresh = (Result.objects.get(person_id=person.id) for person in people[:2])
    assert (fresh.released_at - old.released_at).days in {28, 29}
