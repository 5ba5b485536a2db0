"""Encounters: told by one or both, nearer or farther, in any order; and every bad row told."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.core.access import system
from lachan.core.batches import origin_of_scans
from lachan.identity.models import Person
from lachan.proximity import public as proximity
from lachan.proximity.models import Encounter
from tests import make
from tests.core.files import contents, load, table

pytestmark = pytest.mark.django_db
HEADER = "person_a,person_b,start,end,distance_m,rssi_dbm,masked"
SEEN = ("ended_at", "distance_m", "rssi_dbm", "masked")


@pytest.fixture
def known() -> None:
    """P and Q."""
    for code in ("P", "Q"):
        Person.objects.create(code=code, name=code)


@pytest.mark.usefixtures("known")
def test_an_encounter_told_by_both_sides_is_one(tmp_path: Path) -> None:
    told = load(
        "encounters",
        table(
            HEADER,
            "P,Q,2022-03-10T08:00,2022-03-10T08:10,1.5,,1",
            "Q,P,2022-03-10T08:00,2022-03-10T08:12,1.2,,",
            "Q,P,2022-03-10T08:00,2022-03-10T08:05,2.0,,1",
        ),
        tmp_path,
    )
    assert (told.code, told.stored, told.rejects) == (0, 1, [])
    assert contents(Encounter, "distance_m", "masked", "rssi_dbm") == [(1.2, True, None)]
    assert Encounter.objects.get().ended_at == datetime.fromisoformat("2022-03-10T08:12:00+07:00")
    p, q = Person.objects.get(code="P").id, Person.objects.get(code="Q").id
    assert contents(Encounter, "person_a", "person_b") == [(min(p, q), max(p, q))]


@pytest.mark.usefixtures("known")
def test_every_bad_encounter_is_told_and_the_good_ones_are_stored(tmp_path: Path) -> None:
    now = timezone.now()
    tomorrow, just_now = now + timedelta(days=1), now - timedelta(hours=1)
    told = load(
        "encounters",
        table(
            HEADER,
            "P,Q,2022-03-10T08:00,2022-03-10T08:10,,-70,",
            "X,Q,2022-03-10T08:00,,1,,",
            "P,X,2022-03-10T08:00,,1,,",
            "P,P,2022-03-10T08:00,,1,,",
            "P,Q,2022-03-10T09:00,2022-03-10T08:00,1,,",
            "P,Q,2022-03-10T08:00,2022-03-11T08:00:01,1,,",
            "P,Q,2022-03-10T08:00,,,,",
            f"P,Q,{tomorrow.isoformat()},,1,,",
            f"P,Q,{just_now.isoformat()},{(now + timedelta(hours=1)).isoformat()},1,,",
            "P,Q,1999-12-31T00:00,,1,,",
            "P,Q,2022-03-10T08:00,,-1,,",
            "P,Q,2022-03-10T08:00,,,127,",
            "P,Q,2022-03-10T08:00,,1,,perhaps",
        ),
        tmp_path,
    )
    assert told.code == 2
    assert told.rejects == [
        (3, "person_a", "identity.person_unknown"),
        (4, "person_b", "identity.person_unknown"),
        (5, "person_b", "proximity.with_oneself"),
        (6, "end", "proximity.ends_before_start"),
        (7, "end", "proximity.too_long"),
        (8, "distance_m", "proximity.no_distance"),
        (9, "start", "proximity.in_the_future"),
        (10, "end", "proximity.in_the_future"),
        (11, "start", "proximity.too_long_ago"),
        (12, "distance_m", "table.range"),
        (13, "rssi_dbm", "table.range"),
        (14, "masked", "table.flag"),
    ]
    assert contents(Encounter, "distance_m", "rssi_dbm") == [(None, -70)]


@pytest.mark.usefixtures("known")
def test_a_second_run_of_encounters_changes_nothing(tmp_path: Path) -> None:
    file = table(
        HEADER,
        "P,Q,2022-03-10T08:00,2022-03-10T08:10,1.5,,0",
        "P,Q,2022-03-10T09:00,,,-60,",
        "Q,P,2022-03-10T09:00,2022-03-11T09:00,,-60,1",
    )
    assert load("encounters", file, tmp_path).stored == 2
    before = contents(Encounter)
    again = load("encounters", file, tmp_path)
    assert (again.code, again.stored, contents(Encounter)) == (0, 0, before)


@pytest.mark.usefixtures("known")
def test_the_columns_of_distance_may_be_missing_altogether_if_the_signal_is_told(tmp_path: Path) -> None:
    told = load("encounters", table("person_a,person_b,start,rssi_dbm", "P,Q,2022-03-10T08:00,-80"), tmp_path)
    assert (told.code, contents(Encounter, *SEEN)) == (0, [(None, None, -80, None)])
    told = load("encounters", table("person_a,person_b,start", "P,Q,2022-03-10T08:00"), tmp_path)
    assert told.rejects == [(2, "distance_m", "proximity.no_distance")]


@pytest.mark.usefixtures("known")
def test_one_bare_face_outweighs_any_number_of_masks_whatever_came_first(tmp_path: Path) -> None:
    line = "P,Q,2022-03-10T0{}:00,,1,,{}"
    for hour, order in enumerate((["1", "0"], ["0", "1"], ["", "0", "1"], ["0", "", "1"])):
        for masked in order:
            load("encounters", table(HEADER, line.format(hour, masked)), tmp_path)
    assert contents(Encounter, "masked") == [(False,)] * 4


def record(reports: list[tuple[Any, ...]]) -> None:
    columns = [list(column) for column in zip(*reports, strict=True)]
    _, rejects = proximity.record_encounters(
        system(), proximity.EncounterColumns(origin_of_scans(len(reports)), *columns)
    )
    assert rejects == []


accounts = st.lists(
    st.tuples(
        st.sampled_from([("P", "Q"), ("Q", "P")]),
        st.integers(0, 1),
        st.one_of(st.none(), st.integers(1, 60)),
        st.one_of(st.none(), st.sampled_from([0.5, 1.0, 1.5])),
        st.one_of(st.none(), st.integers(-90, -50)),
        st.one_of(st.none(), st.booleans()),
    ).filter(lambda told: told[3] is not None or told[4] is not None),
    min_size=1,
    max_size=8,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(accounts, st.randoms(use_true_random=False))
@pytest.mark.usefixtures("known")
def test_the_same_accounts_in_any_order_with_any_repeats_end_in_the_same_encounters(
    told: list[tuple[Any, ...]], chance: random.Random
) -> None:
    reports = [
        (
            *pair,
            make.at(hour),
            make.at(hour) + timedelta(minutes=lasted) if lasted else None,
            metres,
            rssi,
            masked,
        )
        for pair, hour, lasted, metres, rssi, masked in told
    ]
    ends = []
    for order in (reports, chance.sample(reports, len(reports)) + chance.choices(reports, k=3)):
        Encounter.objects.all().delete()
        left = list(order)
        while left:
            cut = chance.randint(1, len(left))
            record(left[:cut])
            left = left[cut:]
        ends.append(contents(Encounter))
    assert ends[0] == ends[1]
    for encounter in Encounter.objects.all():
        of_it = [r for r in reports if r[2] == encounter.started_at]
        assert encounter.ended_at == max((r[3] for r in of_it if r[3]), default=None)
        assert encounter.distance_m == min((r[4] for r in of_it if r[4] is not None), default=None)
        assert encounter.masked == min((r[6] for r in of_it if r[6] is not None), default=None)
