"""Places and visits: loaded as often as one likes, in any order, and every bad row told."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.core import partitions
from lachan.places.models import Place, Visit
from tests import make
from tests.core.files import contents, load, table

pytestmark = pytest.mark.django_db
PLACES = "code,name,kind,area_code,lat,lon,capacity"
VISITS = "person,place,entered_at,left_at"


@pytest.fixture
def known() -> None:
    """A person P and a place D, also called P2 and D2."""
    for code in ("P", "P2"):
        person = make.make_person()
        person.code = code
        person.save()
    for code in ("D", "D2"):
        place = make.make_place()
        place.code = code
        place.save()


def stays() -> list[tuple[str, str | None]]:
    """What is stored, in UTC."""
    rows = Visit.objects.order_by("entered_at").values_list("entered_at", "left_at")
    return [
        (f"{a.astimezone(UTC):%m-%d %H:%M}", f"{b.astimezone(UTC):%m-%d %H:%M}" if b else None)
        for a, b in rows
    ]


def test_places_are_stored_as_told_whatever_their_kind(tmp_path: Path) -> None:
    units = make.make_areas()
    told = load(
        "places",
        table(
            PLACES,
            "D1,Quán Gió,Cafe,00001,21.03,105.85,",
            "D2,Sân vận động,stadium,00004,,,40000",
            "D3,Chợ nổi,market,,,,",
        ),
        tmp_path,
    )
    assert (told.code, told.stored, told.rejects) == (0, 3, [])
    assert contents(Place, "code", "kind", "area_id", "lat", "capacity") == [
        ("D1", "cafe", units["00001"].id, 21.03, None),
        ("D2", "stadium", units["00004"].id, None, 40000),
        ("D3", "market", None, None, None),
    ]
    before = contents(Place)
    again = load(
        "places", table(PLACES, "D1,Quán Gió,cafe,00001,21.03,105.85,", "D3,Chợ nổi,market,,,,"), tmp_path
    )
    assert (again.stored, contents(Place)) == (0, before)


def test_every_bad_place_is_told_and_the_good_ones_are_stored(tmp_path: Path) -> None:
    make.make_areas()
    told = load(
        "places",
        table(
            PLACES,
            "D1,Quán,cafe,00001,,,",
            "D2,Xứ lạ,cafe,99999,,,",
            "D3,Không loại,,00001,,,",
            "D4,Xa,cafe,00001,90.1,0,",
            "D5,Trống,cafe,00001,,,0",
            "D1,Quán khác,bar,00001,,,",
            "D7,+quán,cafe,00001,,,",
        ),
        tmp_path,
    )
    assert told.code == 2
    assert told.rejects == [
        (3, "area_code", "areas.unknown_code"),
        (4, "kind", "table.empty"),
        (5, "lat", "table.range"),
        (6, "capacity", "table.range"),
        (7, "code", "places.code_twice"),
        (8, "name", "table.formula"),
    ]
    assert contents(Place, "code", "name") == [("D1", "Quán")]


@pytest.mark.usefixtures("known")
def test_every_bad_visit_is_told_and_the_good_ones_are_stored(tmp_path: Path) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    told = load(
        "visits",
        table(
            VISITS,
            "P,D,2022-03-10T08:00:00+07:00,2022-03-10T09:00:00+07:00",
            "X,D,2022-03-10T08:00:00+07:00,",
            "P,X,2022-03-10T08:00:00+07:00,",
            "P,D,2022-03-10T09:00:00+07:00,2022-03-10T08:00:00+07:00",
            "P,D,2022-03-10T09:00:00+07:00,2022-03-10T09:00:00+07:00",
            f"P,D,{tomorrow.isoformat()},",
            f"P,D2,{(tomorrow - timedelta(days=2)).isoformat()},{tomorrow.isoformat()}",
            "P,D,1999-12-31T23:59:59Z,",
            "P,D,2022-03-01T00:00:00Z,2022-04-02T00:00:00Z",
            "P,D,2022-03-10 25:00,",
            "P,D,,2022-03-10T09:00:00+07:00",
        ),
        tmp_path,
    )
    assert told.code == 2
    assert told.rejects == [
        (3, "person", "identity.person_unknown"),
        (4, "place", "places.place_unknown"),
        (5, "left_at", "places.leaves_before_entering"),
        (6, "left_at", "places.leaves_before_entering"),
        (7, "entered_at", "places.in_the_future"),
        (8, "left_at", "places.in_the_future"),
        (9, "entered_at", "places.too_long_ago"),
        (10, "left_at", "places.stay_too_long"),
        (11, "entered_at", "table.moment"),
        (12, "entered_at", "table.empty"),
    ]
    assert stays() == [("03-10 01:00", "03-10 02:00")]


@pytest.mark.usefixtures("known")
def test_a_stay_of_exactly_31_days_and_a_clock_five_minutes_ahead_still_stand(tmp_path: Path) -> None:
    soon = timezone.now() + timedelta(minutes=4)
    told = load(
        "visits",
        table(
            VISITS,
            "P,D,2022-03-01T00:00:00Z,2022-04-01T00:00:00Z",
            f"P,D,{soon.isoformat(timespec='seconds')},",
        ),
        tmp_path,
    )
    assert (told.code, told.stored) == (0, 2)


@pytest.mark.usefixtures("known")
def test_a_second_run_of_visits_changes_nothing(tmp_path: Path) -> None:
    file = table(
        VISITS,
        "P,D,2022-03-10T08:00,2022-03-10T09:00",
        "P,D,2022-03-10T08:00,2022-03-10T09:00",
        "P,D,2022-03-10T08:30,2022-03-10T10:00",
        "P2,D,2022-03-10T08:00,",
    )
    assert load("visits", file, tmp_path).stored == 3
    before = contents(Visit)
    again = load("visits", file, tmp_path)
    assert (again.code, again.stored, again.rejects) == (0, 0, [])
    assert contents(Visit) == before


@pytest.mark.usefixtures("known")
def test_time_without_offset_is_local_and_days_are_cut_where_the_reader_says(tmp_path: Path) -> None:
    told = load(
        "visits",
        table(
            VISITS,
            "P,D,2022-03-10T00:00,2022-03-10T06:59:59",  # the day before, in UTC
            "P,D,10/03/2022 07:00,",  # midnight in UTC
            "P,D,2022-03-10T23:59:59.999999+07:00,2022-03-11T00:00:00+07:00",
            "P,D,2022-03-10T23:59:59Z,2022-03-11T00:00:00Z",
            "P2,D,2022-03-10T00:00:00Z,2022-03-11 00:00:00.000001Z",
        ),
        tmp_path,
    )
    assert (told.code, told.stored) == (0, 5)
    assert stays() == [
        ("03-09 17:00", "03-09 23:59"),
        ("03-10 00:00", None),
        ("03-10 00:00", "03-11 00:00"),
        ("03-10 16:59", "03-10 17:00"),
        ("03-10 23:59", "03-11 00:00"),
    ]
    assert {"places_visit_20220309", "places_visit_20220310"} <= partitions.existing("places_visit")


@pytest.mark.usefixtures("known")
def test_the_last_moment_of_a_day_lies_in_its_partition_and_the_next_in_the_next(tmp_path: Path) -> None:
    load("visits", table(VISITS, "P,D,2022-05-01T23:59:59.999999Z,", "P,D,2022-05-02T00:00:00Z,"), tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM places_visit ORDER BY entered_at")
        assert [row[0] for row in cursor.fetchall()] == ["places_visit_20220501", "places_visit_20220502"]


@pytest.mark.usefixtures("known")
def test_an_exit_told_later_is_added_and_an_exit_taken_back_is_not(tmp_path: Path) -> None:
    assert load("visits", table(VISITS, "P,D,2022-03-10T08:00,"), tmp_path).stored == 1
    assert load("visits", table(VISITS, "P,D,2022-03-10T08:00,2022-03-10T09:00"), tmp_path).stored == 1
    assert load("visits", table(VISITS, "P,D,2022-03-10T08:00,"), tmp_path).stored == 0
    assert stays() == [("03-10 01:00", "03-10 02:00")]


reports = st.lists(
    st.tuples(st.sampled_from(["P", "P2"]), st.integers(0, 2), st.one_of(st.none(), st.integers(1, 40))),
    min_size=1,
    max_size=10,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports, st.randoms(use_true_random=False))
@pytest.mark.usefixtures("known")
def test_the_same_reports_in_any_order_with_any_repeats_end_in_the_same_visits(
    told: list[tuple[str, int, int | None]], chance: random.Random
) -> None:
    """Of several exits the latest stands, whatever came first."""
    rows = [
        (who, "D", make.at(start), make.at(start) + timedelta(minutes=stayed) if stayed else None)
        for who, start, stayed in told
    ]
    ends = []
    for order in (rows, chance.sample(rows, len(rows)) + chance.choices(rows, k=3)):
        Visit.objects.all().delete()
        left = list(order)
        while left:
            cut = chance.randint(1, len(left))
            make.visits(left[:cut])
            left = left[cut:]
        ends.append(contents(Visit))
    assert ends[0] == ends[1]
    stays: dict[tuple[str, datetime], set[datetime | None]] = {}
    for who, _, start, end in rows:
        stays.setdefault((who, start), set()).add(end)
    assert len(ends[0]) == len(stays)
    latest = [max((end for end in told if end), default=None) for told in stays.values()]
    assert sorted(map(repr, latest)) == sorted(repr(row[-1]) for row in contents(Visit, "left_at"))


@pytest.mark.usefixtures("known")
def test_no_visit_of_a_file_of_many_chunks_is_lost_or_doubled(tmp_path: Path) -> None:
    start = datetime(2022, 3, 1, tzinfo=UTC)
    lines = [f"P,D,{(start + timedelta(seconds=17 * n)).isoformat()}," for n in range(60_001)]
    file = table(VISITS, *lines)
    assert load("visits", file, tmp_path).stored == 60_001
    assert Visit.objects.count() == 60_001
    assert load("visits", file, tmp_path).stored == 0


def test_visits_before_any_person_or_place_is_known_are_all_told(tmp_path: Path) -> None:
    told = load("visits", table(VISITS, "P,D,2022-03-10T08:00,"), tmp_path)
    assert (told.code, told.rejects) == (2, [(2, "person", "identity.person_unknown")])
    assert load("visits", table(VISITS), tmp_path).code == 0
