"""The way of a tube: every step is reached, every illegal one is refused, and every gate adds up."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lachan.core.access import system
from lachan.core.errors import NotAllowed, NotFound
from lachan.core.protocols import protocols
from lachan.testing import services
from lachan.testing.errors import BoxOpened, BoxTaken, NoTubes
from lachan.testing.models import Alarm, Box, Custody, Gate, Order, Result, Tube
from lachan.testing.rules import LEGAL, Reason, Step
from lachan.testing.services import Told
from tests import make
from tests.breaking import refused
from tests.testing.lab import actor, ago, measure, now, step, steps, take

pytestmark = pytest.mark.django_db
LAB = actor("laboratory")
BOSS = actor("manager")
SAMPLER = actor("sampler")


@pytest.fixture(autouse=True)
def person() -> Any:
    units = make.make_areas()
    return make.make_person(units["00001"])


def at_step(which: Step, person: Any, hours: list[float]) -> str:
    """A tube brought to a step by the services alone."""
    hours[0] += 0.01
    others = [make.make_person() for _ in range(2)] if which is Step.SPLIT else []
    tube = take(person, *others, at=ago(hours[0]))
    match which:
        case Step.IN_TRANSIT:
            services.pack(SAMPLER, f"BOX-{tube}", [tube])
        case Step.RECEIVED:
            services.receive(LAB, [tube])
        case Step.REJECTED:
            services.reject(LAB, {tube: Reason.LEAKED})
        case Step.RUNNING:
            services.receive(LAB, [tube])
            services.fill_plate(LAB, f"PLATE-{tube}", {"A1": tube})
        case Step.RESULT:
            measure(tube, "invalid", at=ago(2))
        case Step.SPLIT:
            measure(tube, "positive", at=ago(2))
        case Step.FINAL:
            measure(tube, "negative", at=ago(2))
    assert step(tube) == which
    return tube


def told_of(which: Step, tube: str) -> Told:
    """What the service says that would bring the tube to a step."""
    taken_at = Tube.objects.get(code=tube).taken_at
    ways = {
        Step.COLLECTED: lambda: services.take_samples(
            SAMPLER, [services.Taken(tube, (make.make_person().code,), taken_at)]
        ),
        Step.IN_TRANSIT: lambda: services.pack(SAMPLER, f"AGAIN-{tube}", [tube]),
        Step.RECEIVED: lambda: services.receive(LAB, [tube]),
        Step.REJECTED: lambda: services.reject(LAB, {tube: Reason.TOO_OLD}),
        Step.RUNNING: lambda: services.fill_plate(LAB, f"P2-{tube}", {"B2": tube}),
        Step.RESULT: lambda: [measure(tube, "invalid", at=ago(1))],
        Step.SPLIT: lambda: services.release_tubes(actor("laboratory"), [tube]),
        Step.FINAL: lambda: services.release_tubes(actor("laboratory"), [tube]),
    }
    try:
        with transaction.atomic():
            return ways[which]()[0]
    except NoTubes:
        return Told(tube, "refused")


def moved_to(which: Step, tube: str) -> bool:
    """Whether the services bring the tube to a step; what is refused leaves no trace in its custody."""
    before = len(steps(tube))
    told = told_of(which, tube)
    assert (told.status == "stored") == (len(steps(tube)) > before)
    return told.status == "stored" and step(tube) == which


@pytest.mark.parametrize("which", list(Step))
def test_every_step_is_reached_and_only_what_may_follow_follows(which: Step, person: Any) -> None:
    hours = [5.0]
    allowed = set()
    for after in Step:
        with transaction.atomic():
            tube = at_step(which, person, hours)
            if moved_to(after, tube):
                allowed.add(after)
    # A release needs a valid answer that awaits it, and a split pool ends with its singles: both below.
    assert allowed == LEGAL[which] - {Step.FINAL, Step.SPLIT}


@pytest.mark.parametrize("was", ["", *Step])
def test_the_ledger_itself_refuses_what_may_not_follow(was: str) -> None:
    for number, after in enumerate(Step, 1):
        row = {"tube_id": 1, "number": number, "was": was, "step": after, "at": now(), "actor": "x"}
        reason = "leaked" if after is Step.REJECTED else ""
        if after in LEGAL[was]:
            Custody.objects.create(**row, reason=reason)
        else:
            with refused("custody_r2_legal"):
                Custody.objects.create(**row, reason=reason)


def test_the_ledger_is_only_added_to_until_its_time_is_over(person: Any) -> None:
    tube = take(person)
    key = Tube.objects.get(code=tube).id
    with refused("custody_r3_append_only"):
        Custody.objects.filter(tube_id=key).update(actor="somebody else")
    with refused("custody_r3_append_only"):
        Custody.objects.filter(tube_id=key).delete()
    old = now() - timedelta(days=731)
    Custody.objects.create(tube_id=9, number=1, step="collected", at=old, actor="x")
    assert Custody.objects.filter(tube_id=9).delete()[0] == 1


def test_the_way_of_a_tube_through_box_plate_and_release(person: Any) -> None:
    tube = take(person)
    services.pack(SAMPLER, "B1", [tube])
    assert services.unpack(LAB, "B1", [tube]).tubes == [Told(tube, "stored")]
    services.fill_plate(LAB, "PL1", {"C7": tube})
    measure(tube, "negative")
    assert steps(tube) == ["collected", "in_transit", "received", "running", "result", "final"]
    assert (Tube.objects.get().plate, Tube.objects.get().well) == ("PL1", "C7")
    assert Gate.objects.filter(kind__in=["box", "plate"]).count() == 2
    assert Alarm.objects.count() == 0


def test_a_box_that_adds_up_raises_nothing_and_says_what_came_in_and_went_on(person: Any) -> None:
    tubes = [take(make.make_person(), at=ago(3 + i)) for i in range(3)]
    services.pack(SAMPLER, "B1", tubes)
    opened = services.unpack(LAB, "B1", tubes[:2], {tubes[2]: Reason.LEAKED})
    assert (opened.missing, opened.surplus) == ([], [])
    gate = Gate.objects.get(kind="box")
    assert (gate.came_in, gate.went_on, gate.refused, gate.hash_in) == (3, 2, 1, gate.hash_out)
    assert gate.hash_in == Box.objects.get().sent_hash
    assert Alarm.objects.count() == 0


def test_a_tube_that_is_not_in_its_box_is_an_alarm_at_once_and_one_too_many_too(person: Any) -> None:
    tubes = [take(make.make_person(), at=ago(3 + i)) for i in range(4)]
    services.pack(SAMPLER, "B1", tubes[:3])
    opened = services.unpack(LAB, "B1", [tubes[0], tubes[3], "NOBODY"])
    assert (opened.missing, opened.surplus) == (sorted(tubes[1:3]), sorted([tubes[3], "NOBODY"]))
    assert opened.tubes[-1] == Told("NOBODY", "refused", "tube.unknown")
    told = {alarm.kind: alarm.facts for alarm in Alarm.objects.all()}
    assert told == {
        "box_gap": {"tubes": 2, "codes": sorted(tubes[1:3])},
        "box_surplus": {"tubes": 2, "codes": sorted([tubes[3], "NOBODY"])},
    }
    assert step(tubes[3]) == "received"


def test_a_box_is_sent_once_and_opened_once(person: Any) -> None:
    tube, later = take(person), take(make.make_person())
    services.pack(SAMPLER, "B1", [tube])
    with pytest.raises(BoxTaken), transaction.atomic():
        services.pack(SAMPLER, "B1", [later])
    services.unpack(LAB, "B1", [tube])
    with pytest.raises(BoxOpened), transaction.atomic():
        services.unpack(LAB, "B1", [tube])
    with pytest.raises(NotFound), transaction.atomic():
        services.unpack(LAB, "B2", [tube])
    with pytest.raises(NoTubes), transaction.atomic():
        services.pack(SAMPLER, "B3", [tube])


def test_two_tubes_scanned_into_one_plate_twice_do_not_add_up(person: Any) -> None:
    tube = take(person)
    services.receive(LAB, [tube])
    services.fill_plate(LAB, "PL1", {"A1": tube, "A2": tube})
    assert Alarm.objects.get().kind == "gate_gap"


def test_a_plate_that_is_sent_twice_adds_up_and_a_tube_stands_on_one_plate_only(person: Any) -> None:
    tube = take(person)
    services.receive(LAB, [tube])
    services.fill_plate(LAB, "PL1", {"A1": tube})
    assert services.fill_plate(LAB, "PL1", {"A1": tube}) == [Told(tube, "duplicate")]
    assert services.fill_plate(LAB, "PL2", {"A1": tube}) == [Told(tube, "refused", "tube.is_running")]
    assert Alarm.objects.count() == 0


def test_whoever_was_in_a_rejected_tube_is_sampled_again(person: Any) -> None:
    tube = take(person, at=ago(4))
    services.reject(LAB, {tube: Reason.TOO_LITTLE})
    order = Order.objects.get()
    assert (order.person_id, order.reason, order.tube_id) == (person.id, "rejected", None)
    again = take(person, at=ago(2))
    assert Order.objects.get().tube_id == Tube.objects.get(code=again).id
    measure(again, "negative")
    assert Order.objects.get().answered_at is not None
    assert measure(tube, "positive").code == "result.tube_rejected"


def test_an_order_whose_tube_is_spoilt_too_is_open_again(person: Any) -> None:
    first, second = take(person, at=ago(5)), take(make.make_person(), at=ago(5))
    services.reject(LAB, {first: Reason.LEAKED})
    spoilt = take(person, at=ago(3))
    services.give_up(BOSS, [spoilt])
    assert list(Order.objects.filter(person_id=person.id).values_list("tube_id", flat=True)) == [None, None]
    third = take(person, at=ago(2))
    measure(third, "negative")
    assert not Order.objects.filter(answered_at=None).exists()
    assert step(second) == "collected"


def test_what_is_overdue_or_lost_is_an_alarm_once_and_ends_by_itself(person: Any) -> None:
    late, lost, fresh = (take(make.make_person(), at=ago(hours)) for hours in (13, 30, 1))
    services.pack(SAMPLER, "B1", [lost], now=ago(25))
    assert services.watch(system(), now=now()) == 3
    assert services.watch(system(), now=now()) == 0
    told = sorted(Alarm.objects.values_list("kind", "ref"))
    assert told == [("overdue", f"{late} collected"), ("overdue", f"{lost} in_transit"), ("tube_lost", lost)]
    services.receive(LAB, [late, lost])
    assert services.watch(system(), now=now()) == 0
    assert not Alarm.objects.filter(closed_at=None).exists()
    assert step(fresh) == "collected"


def test_an_answer_whose_tube_never_comes_is_an_alarm(person: Any) -> None:
    told = [services.Measured("GHOST", "negative", "pcr", ago(5))]
    services.take_answers(LAB, told, now=ago(3))
    services.watch(system(), now=now())
    assert Alarm.objects.get().kind == "waiting"
    take(person, tube="GHOST", at=ago(6))
    services.watch(system(), now=now())
    assert Alarm.objects.get().closed_at is not None
    assert Result.objects.count() == 1


def test_an_alarm_is_closed_by_somebody_of_its_unit_who_says_why(person: Any) -> None:
    units = make.make_areas()
    take(person, at=ago(20))
    services.watch(system(), now=now())
    alarm = Alarm.objects.get()
    with pytest.raises(NotAllowed):
        services.close_alarm(LAB, alarm.id, "seen")
    with pytest.raises(NotFound):
        services.close_alarm(actor("manager", units["24"]), alarm.id, "seen")
    assert services.close_alarm(actor("manager", units["01"]), alarm.id, "found").because == "found"


def test_each_step_needs_its_right(person: Any) -> None:
    tube = take(person)
    with pytest.raises(NotAllowed):
        services.receive(SAMPLER, [tube])
    with pytest.raises(NotAllowed):
        services.pack(LAB, "B", [tube])
    with pytest.raises(NotAllowed):
        services.give_up(LAB, [tube])
    with pytest.raises(NotAllowed):
        services.release_tubes(SAMPLER, [tube])


@pytest.fixture
def two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    protocol = replace(protocols()[0], two_step=frozenset({"pcr"}))
    for module in ("answers", "pools", "samples", "watching"):
        monkeypatch.setattr(f"lachan.testing.services.{module}.protocol_on", lambda day: protocol)


@pytest.mark.usefixtures("two_steps")
def test_where_the_policy_asks_for_it_somebody_else_makes_an_answer_final(person: Any) -> None:
    tube, one, other = take(person), actor("laboratory"), actor("laboratory")
    assert measure(tube, "positive", by=one).code == "result.not_final"
    assert Result.objects.count() == 0
    assert services.release_tubes(one, [tube]) == [Told(tube, "refused", "result.second_person")]
    assert services.release_tubes(other, [tube]) == [Told(tube, "stored")]
    assert services.release_tubes(other, [tube, "X"]) == [
        Told(tube, "duplicate"),
        Told("X", "refused", "tube.unknown"),
    ]
    assert Result.objects.get().outcome == "positive"
    assert steps(tube) == ["collected", "result", "final"]


@pytest.mark.usefixtures("two_steps")
def test_a_positive_pool_is_split_by_the_second_person_and_an_invalid_answer_by_nobody(person: Any) -> None:
    pool, spoilt = take(person, make.make_person()), take(person, at=ago(4))
    measure(pool, "positive")
    measure(spoilt, "invalid")
    assert services.release_tubes(actor("laboratory"), [pool, spoilt]) == [
        Told(pool, "stored"),
        Told(spoilt, "refused", "result.invalid"),
    ]
    assert (step(pool), step(spoilt), Result.objects.count()) == ("split", "result", 0)


def test_the_database_keeps_a_tube_whose_answer_is_missing_from_being_final() -> None:
    with (
        pytest.raises(IntegrityError, match="tube_r2_answer"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(
            "INSERT INTO testing_tube (code, step, since, steps, taken_at, taken_by, area_path, people,"
            " plate, well, outcome, method, read_by)"
            " VALUES ('A', 'final', now(), 1, now(), '', '', 1, '', '', '', '', '')"
        )
