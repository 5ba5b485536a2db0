"""The tree of units: told in any order, again and again, and never broken by a bad file."""

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.areas import public as areas
from lachan.areas.events import AreasReorganised
from lachan.areas.models import Area
from lachan.core.access import system
from lachan.core.events import reactions
from lachan.identity.models import Person
from lachan.places.models import Place
from tests import make
from tests.core.files import contents, load, table

pytestmark = pytest.mark.django_db
TODAY = date(2022, 3, 10)
HEADER = "code,name,level,parent,lat,lon,population,valid_from,valid_to"


def tree(on: date = TODAY) -> dict[str, list[str]]:
    """Each unit of a day with its ancestors' names, nearest first."""
    names = {unit.path: unit.name for unit in areas.every_unit()}
    codes = {code for (code,) in contents(Area, "code")}
    units = areas.units_by_code(codes, on)
    return {code: [names[path] for path in areas.ancestors(unit.path)[1:]] for code, unit in units.items()}


def announced() -> int:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(args__event__has_key="changed").count()


def test_units_may_stand_in_any_order(tmp_path: Path) -> None:
    told = load(
        "areas",
        table(
            "code,name,level,parent", "00001,Phúc Xá,ward,01", "01,Hà Nội,province,VN", "VN,Việt Nam,country,"
        ),
        tmp_path,
    )
    assert (told.code, told.stored, told.rejects) == (0, 3, [])
    assert tree() == {"VN": [], "01": ["Việt Nam"], "00001": ["Hà Nội", "Việt Nam"]}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 8), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_any_forest_is_stored_the_same_whatever_the_order_and_the_number_of_files(
    above: list[int], chance: random.Random
) -> None:
    parents = {f"U{n}": f"U{up}" if up < n else None for n, up in enumerate(above)}
    rows = [
        areas.AreaRow(line, "", code, f"Đơn vị {code}", "unit", parent)
        for line, (code, parent) in enumerate(parents.items(), 1)
    ]
    cut = chance.randrange(len(rows) + 1)
    Area.objects.update(parent=None)
    Area.objects.all().delete()
    areas.load_areas(system(), rows[:cut])
    chance.shuffle(rows)
    _, rejects = areas.load_areas(system(), rows)
    assert rejects == []

    def way(code: str) -> list[str]:
        up = parents[code]
        return [f"Đơn vị {up}", *way(up)] if up else []

    assert tree() == {code: way(code) for code in parents}
    assert areas.load_areas(system(), rows) == (0, [])


def test_every_bad_unit_is_told_and_the_good_ones_are_stored(tmp_path: Path) -> None:
    told = load(
        "areas",
        table(
            HEADER,
            "VN,Việt Nam,country,,,,,,",
            "01,Hà Nội,province,VN,21.03,105.85,8053663,,",
            "02,,province,VN,,,,,",
            "03,Xa,province,VN,91,105,,,",
            "04,Trống,province,,,,-1,,",
            "05,Mất cha,province,XX,,,,,",
            "06,Con của mất cha,commune,05,,,,,",
            "07,Cha là mình,province,07,,,,,",
            "08,Kết thúc sớm,province,VN,,,,2021-01-01,2021-01-01",
            "01,Hà Nội,city,VN,,,,,",
            "09,Vòng một,province,10,,,,,",
            "10,Vòng hai,province,09,,,,,",
            '11,"=HYPERLINK(1)",province,VN,,,,,',
            "12,Ngày lạ,province,VN,,,,31/02/2021,",
        ),
        tmp_path,
    )
    assert told.code == 2
    assert told.rejects == [
        (4, "name", "table.empty"),
        (5, "lat", "table.range"),
        (6, "population", "table.range"),
        (7, "parent", "areas.unknown_parent"),
        (8, "parent", "areas.unknown_parent"),
        (9, "parent", "areas.own_parent"),
        (10, "valid_to", "areas.ends_before_start"),
        (11, "code", "areas.code_twice"),
        (12, "parent", "areas.unknown_parent"),
        (13, "parent", "areas.unknown_parent"),
        (14, "name", "table.formula"),
        (15, "valid_from", "table.day"),
    ]
    assert tree() == {"VN": [], "01": ["Việt Nam"]}
    assert contents(Area, "code", "lat", "lon", "population") == [
        ("01", 21.03, 105.85, 8053663),
        ("VN", None, None, None),
    ]


def test_a_second_run_changes_nothing_and_announces_nothing(tmp_path: Path) -> None:
    file = table(
        HEADER,
        "VN,Việt Nam,country,,,,,,",
        "01,Hà Nội,province,VN,21.03,105.85,8053663,1975-07-02,2025-07-01",
        "01,Hà Nội mới,province,VN,,,,2025-07-01,",
    )
    assert load("areas", file, tmp_path).stored == 3
    before, news = contents(Area), announced()
    assert news == len(reactions()["areas.reorganised.v1"])
    again = load("areas", file, tmp_path)
    assert (again.code, again.stored, again.rejects) == (0, 0, [])
    assert (contents(Area), announced()) == (before, news)


def test_the_same_line_twice_is_one_unit_and_no_fault(tmp_path: Path) -> None:
    told = load("areas", table("code,name,level,parent", *["VN,Việt Nam,country,"] * 3), tmp_path)
    assert (told.code, told.stored) == (0, 1)


def test_a_code_told_again_with_another_place_on_the_map_is_not_dropped_in_silence(tmp_path: Path) -> None:
    told = load(
        "areas", table(HEADER, "VN,Việt Nam,country,,16,108,,,", "VN,Việt Nam,country,,61,108,,,"), tmp_path
    )
    assert told.rejects == [(3, "code", "areas.code_twice")]


def test_a_code_used_anew_means_another_unit_from_that_day_on(tmp_path: Path) -> None:
    """Two trees side by side: before and after the reform of 2025-07-01."""
    told = load(
        "areas",
        table(
            "code,name,level,parent,valid_from,valid_to",
            "VN,Việt Nam,country,,,",
            "00004,Phường Trúc Bạch,commune,001,,2025-07-01",
            "001,Quận Ba Đình,district,01,,2025-07-01",
            "01,Hà Nội,province,VN,,",
            "00004,Phường Ba Đình,commune,01,2025-07-01,",
        ),
        tmp_path,
    )
    assert told.rejects == []
    before, after = tree(date(2025, 6, 30)), tree(date(2025, 7, 1))
    assert before["00004"] == ["Quận Ba Đình", "Hà Nội", "Việt Nam"]
    assert after["00004"] == ["Hà Nội", "Việt Nam"]
    assert "001" in before
    assert "001" not in after
    names = [
        areas.units_by_code(["00004"], day)["00004"].name for day in (date(2025, 6, 30), date(2025, 7, 1))
    ]
    assert names == ["Phường Trúc Bạch", "Phường Ba Đình"]


def test_a_parent_that_ended_before_the_child_began_is_unknown(tmp_path: Path) -> None:
    told = load(
        "areas",
        table(
            "code,name,level,parent,valid_from,valid_to",
            "A,Huyện cũ,district,,,2020-01-01",
            "B,Xã mới,commune,A,2020-01-01,",
            "C,Xã cũ,commune,A,2019-12-31,",
        ),
        tmp_path,
    )
    assert told.rejects == [(3, "parent", "areas.unknown_parent")]


def test_below_the_commune_units_may_be_called_anything_to_any_depth(tmp_path: Path) -> None:
    lines = ["code,name,level,parent", "VN,Việt Nam,country,"]
    lines += [f"N{n},Nhóm {n},nhóm-{n},{f'N{n - 1}' if n else 'VN'}" for n in range(40)]
    told = load("areas", table(*lines), tmp_path)
    assert (told.code, told.stored) == (0, 41)
    assert len(tree()["N39"]) == 40


def test_a_second_file_cannot_close_a_circle_through_what_is_stored(tmp_path: Path) -> None:
    load(
        "areas",
        table("code,name,level,parent", "A,Gốc,country,", "B,Con,province,A", "C,Cháu,commune,B"),
        tmp_path,
    )
    before = contents(Area)
    told = load("areas", table("code,name,level,parent", "A,Gốc,country,C"), tmp_path)
    assert told.rejects == [(2, "parent", "areas.unknown_parent")]
    assert contents(Area) == before


def test_two_stored_units_cannot_become_each_others_parents(tmp_path: Path) -> None:
    load(
        "areas",
        table("code,name,level,parent", "R,Gốc,country,", "A,Một,province,R", "B,Hai,province,R"),
        tmp_path,
    )
    before = contents(Area)
    told = load("areas", table("code,name,level,parent", "A,Một,province,B", "B,Hai,province,A"), tmp_path)
    assert [code for _, _, code in told.rejects] == ["areas.unknown_parent"] * 2
    assert contents(Area) == before


def test_a_unit_whose_parent_is_taken_away_becomes_a_root(tmp_path: Path) -> None:
    load("areas", table("code,name,level,parent", "R,Gốc,country,", "A,Một,province,R"), tmp_path)
    assert load("areas", table("code,name,level,parent", "A,Một,province,"), tmp_path).stored == 1
    assert tree() == {"R": [], "A": []}


def test_a_unit_that_moves_takes_what_hangs_on_it_along(tmp_path: Path) -> None:
    lines = [
        "code,name,level,parent",
        "R,Gốc,country,",
        "A,Một,province,R",
        "B,Hai,province,R",
        "C,Xã,commune,A",
    ]
    load("areas", table(*lines, "D,Tổ,hamlet,C"), tmp_path)
    assert load("areas", table(*lines[:4], "C,Xã,commune,B"), tmp_path).stored == 1
    assert tree()["D"] == ["Xã", "Hai", "Gốc"]


def test_people_and_places_loaded_again_follow_their_unit_to_its_new_parent(tmp_path: Path) -> None:
    head = "code,name,level,parent"
    load(
        "areas",
        table(head, "R,Gốc,country,", "A,Một,province,R", "B,Hai,province,R", "C,Xã,commune,A"),
        tmp_path,
    )
    people = table("code,name,birth_date,sex,phone,national_id,area_code,household", "P1,Nguyễn An,,,,,C,")
    places = table("code,name,kind,area_code", "D1,Quán,cafe,C")
    load("people", people, tmp_path)
    load("places", places, tmp_path)
    load("areas", table(head, "C,Xã,commune,B"), tmp_path)
    load("people", people, tmp_path)
    load("places", places, tmp_path)
    path = areas.units_by_code(["C"], TODAY)["C"].path
    assert (Person.objects.get().area_path, Place.objects.get().area_path) == (path, path)


def test_a_file_without_rows_changes_nothing(tmp_path: Path) -> None:
    told = load("areas", table("code,name,level,parent"), tmp_path)
    assert (told.code, told.stored, announced()) == (0, 0, 0)


def test_areas_announce_themselves_once_however_many_there_are() -> None:
    make.make_areas()
    assert AreasReorganised.name == "areas.reorganised.v1"
    assert announced() == len(reactions()["areas.reorganised.v1"])
