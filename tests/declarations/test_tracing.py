"""What people declare of their journeys and of how they feel reaches the trace."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from lachan.areas import public as areas
from lachan.core import ids
from lachan.core.access import system
from lachan.core.policies import exposure_policies
from lachan.core.statements import run
from lachan.declarations.models import Ride
from lachan.identity import public as identity
from lachan.identity.models import Person
from lachan.tracing.models import Case, Contact, Evidence
from lachan.tracing.queries import Question, trace
from lachan.tracing.queries.evidence import TRACE, Window, arguments
from tests import make
from tests.declarations.make import SOUND, Partner, flown, page, partner, today
from tests.tracing.standing import assert_in_order, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def kiosk() -> Partner:
    return partner()


@pytest.fixture
def units() -> dict[str, areas.Unit]:
    return make.make_areas()


def fly(kiosk: Partner, person: Person, seat: str, *, number: str = "VN253", day: int = -1) -> None:
    at = timezone.now() + timedelta(days=day, hours=-1)
    [one] = kiosk.send(kiosk.item(person, flown(number, seat, day), form="entry", at=at))
    assert one["status"] == "stored", one


def ill(person: Person) -> Case:
    make.positive(person, sampled=timezone.now(), released=timezone.now())
    make.run_jobs()
    return Case.objects.get(person_id=person.id, withdrawn_at=None)


def contacts() -> dict[int, str]:
    return dict(Contact.objects.filter(withdrawn_at=None).values_list("person_id", "grade"))


def test_who_sat_within_two_rows_is_a_contact_and_who_sat_farther_is_not(
    kiosk: Partner, units: dict[str, areas.Unit]
) -> None:
    f0, *others = [make.make_person(units["00001"]) for _ in range(6)]
    beside, two, three, unknown, other_flight = others
    fly(kiosk, f0, "12A")
    for person, seat in ((beside, "12F"), (two, "14C"), (three, "15C"), (unknown, "")):
        fly(kiosk, person, seat)
    fly(kiosk, other_flight, "12B", number="VN254")
    ill(f0)
    assert contacts() == {beside.id: "same_space", two.id: "same_space"}
    assert set(Evidence.objects.values_list("source", "assumed")) == {("vehicle", True)}
    answer = trace(system(), Question(f0.code))
    graded = {one["person"]: one["grade"] for one in answer["contacts"]}
    assert graded == {
        beside.code: "same_space", two.code: "same_space", three.code: "present", unknown.code: "present",
    }  # fmt: skip


def test_those_who_travel_together_are_near_whatever_their_seats(
    kiosk: Partner, units: dict[str, areas.Unit]
) -> None:
    f0, child, stranger = (make.make_person(units["00001"]) for _ in range(3))
    train = {
        "travel_day": today(-1), "destination": "09163", "transport": "train", "plate": "SE3", "seat": "",
        "family": [child.code], "symptoms": [], "met_case": False,
    }  # fmt: skip
    kiosk.send(kiosk.item(f0, train, form="movement"))
    kiosk.send(kiosk.item(stranger, train | {"family": []}, form="movement"))
    ill(f0)
    assert contacts() == {child.id: "same_space"}
    assert Evidence.objects.get().capacity == 16


def test_a_journey_declared_after_the_trace_is_found_when_it_lands(
    kiosk: Partner, units: dict[str, areas.Unit]
) -> None:
    f0, beside, other = (make.make_person(units["00001"]) for _ in range(3))
    fly(kiosk, f0, "12A")
    ill(f0)
    assert contacts() == {}
    fly(kiosk, other, "12B", number="VN999")
    assert queued() == []
    fly(kiosk, beside, "13A")
    assert queued() == ["trace_late_rides"]
    make.run_jobs()
    assert contacts() == {beside.id: "same_space"}
    assert_in_order()


def test_the_case_declares_its_own_journey_after_the_trace(
    kiosk: Partner, units: dict[str, areas.Unit]
) -> None:
    f0, beside = (make.make_person(units["00001"]) for _ in range(2))
    fly(kiosk, beside, "13A")
    ill(f0)
    assert contacts() == {}
    fly(kiosk, f0, "12A")
    make.run_jobs()
    assert contacts() == {beside.id: "same_space"}


def test_what_another_record_of_the_case_declared_counts_and_is_taken_back_with_it(
    kiosk: Partner, units: dict[str, areas.Unit]
) -> None:
    f0, again, beside = (make.make_person(units["00001"]) for _ in range(3))
    fly(kiosk, again, "12A")
    fly(kiosk, f0, "12B")
    fly(kiosk, beside, "11A")
    identity.merge(system(), f0.id, again.id)
    make.run_jobs()
    ill(f0)
    assert contacts() == {beside.id: "same_space"}


def test_a_journey_outside_the_window_is_no_evidence(kiosk: Partner, units: dict[str, areas.Unit]) -> None:
    f0, beside = (make.make_person(units["00001"]) for _ in range(2))
    for person in (f0, beside):
        fly(kiosk, person, "12A", day=-5)
    ill(f0)
    assert contacts() == {}


def test_the_case_shows_what_the_person_declared_to_feel(
    kiosk: Partner, units: dict[str, areas.Unit]
) -> None:
    f0 = make.make_person(units["00001"])
    answers = SOUND | {"symptoms": ["fever", "cough"], "onset": today(-2)}
    kiosk.send(kiosk.item(f0, answers))
    case = ill(f0)
    shown = page(logged_in(units["00001"]), f"/tracing/cases/{case.id}/")
    assert f"khai ngày {timezone.localdate():%d/%m/%Y}: sốt, ho" in shown
    beside = make.make_person(units["09163"])
    make.meet(f0, beside, timezone.now() - timedelta(hours=5), timezone.now() - timedelta(hours=4))
    make.run_jobs()
    elsewhere = page(logged_in(units["09163"]), f"/tracing/cases/{case.id}/")
    assert "sốt, ho" not in elsewhere


def logged_in(unit: areas.Unit) -> Client:
    user, _ = make.make_staff(unit, "tracer")
    client = Client()
    client.force_login(user)
    return client


def test_a_single_trace_looks_journeys_up_by_index_however_many_there_are(
    units: dict[str, areas.Unit],
) -> None:
    """The rides of others are not read: of twenty thousand, the statement touches those of the vehicle."""
    begin = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    Ride.objects.bulk_create(
        Ride(
            carrier=n % 1000, person_id=10_000 + n, begins_at=begin, kind="aircraft", declaration_id=ids.new()
        )
        for n in range(20_000)
    )
    f0 = make.make_person(units["00001"])
    Ride.objects.create(carrier=7, person_id=f0.id, begins_at=begin, kind="bus", declaration_id=ids.new())
    policy = exposure_policies()["vn-2021-12-29"]
    window = Window(ids.new(), f0.id, begin - timedelta(days=1), timezone.now())
    before = touched()
    rows = run(TRACE, arguments([window], policy))
    assert len(rows) == 20
    assert touched() - before <= 60


def touched() -> int:
    """Rows and index entries of rides that this transaction has read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(oid)), 0)::bigint FROM pg_class"
            " WHERE relname IN ('declarations_ride', 'declarations_ride_pkey', 'ride_person', 'ride_age')"
        )
        return int(cursor.fetchone()[0])
