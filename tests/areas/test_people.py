"""How many people the units of today have: what ships, whether it adds up, and rates over it."""

from datetime import date
from statistics import median

import pytest
from django.db.models import Sum

from lachan.areas import public as areas
from lachan.areas.models import Area, Denominator
from lachan.areas.rules import by_name
from lachan.core.access import system
from lachan.core.batches import Origin

ACTOR, TODAY = system("test"), date(2026, 1, 1)
NATION = 113_572_156  # the reform's own count; the census office has 101 million
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]


@pytest.fixture
def country() -> None:
    """The national trees, loaded."""
    areas.load_national(ACTOR)


def of_communes() -> dict[str, int]:
    rows = Denominator.objects.filter(area__level="commune", name="reform")
    return dict(rows.values_list("area__code", "persons"))


def sums() -> dict[str, tuple[int, int, int]]:
    """Of each province: its own people, those of its counted communes, and how many communes are counted."""
    found = {}
    for province in Area.objects.filter(level="province", valid_to=None):
        own = Denominator.objects.get(area=province, name="reform").persons
        below = Denominator.objects.filter(area__parent=province, name="reform")
        found[province.name] = (own, below.aggregate(sum=Sum("persons"))["sum"] or 0, below.count())
    return found


def faults() -> list[str]:
    """What does not add up."""
    told = of_communes()
    found = [f"{code}: too many for a commune" for code, persons in told.items() if persons > 700_000]
    if not 20_000 <= median(told.values()) <= 34_000:
        found.append("no commune of usual size")
    if Denominator.objects.filter(source="").exists() or Denominator.objects.exclude(year=2025).exists():
        found.append("without source or year")
    found += [f"{name}: too many for it" for name, (own, below, _) in sums().items() if below > 1.02 * own]
    return found


@pytest.mark.usefixtures("country")
def test_every_province_and_three_communes_of_four_are_counted_and_add_up() -> None:
    own = [persons for persons, _, _ in sums().values()]
    assert (len(own), sum(own)) == (34, NATION)
    assert len(of_communes()) == 2_538
    assert Denominator.objects.count() == 2_538 + 2 * 34
    # The country's is 27,000; where a zero is lost the small communes are unknown.
    assert median(of_communes().values()) == pytest.approx(29_920, abs=1)
    assert faults() == []
    found = sums()
    assert found["Tỉnh Nghệ An"] == (3_831_694, 3_831_694, 130)
    whole = {"Hà Nội", "Cao Bằng", "Bắc Ninh", "Hải Phòng", "Nghệ An", "Hà Tĩnh", "Quảng Trị", "Huế"}
    exact = {name for name, (own, below, _) in found.items() if abs(below / own - 1) < 0.01}
    assert {name.removeprefix("Tỉnh ").removeprefix("Thành phố ") for name in exact} == whole
    assert found["Tỉnh Cà Mau"][1:] == (0, 0)  # nothing there checks out, and nothing is invented


@pytest.mark.usefixtures("country")
def test_what_does_not_add_up_is_seen() -> None:
    """Negative control of the test above."""
    row = Denominator.objects.filter(area__level="commune").order_by("persons").last()
    assert row is not None
    Denominator.objects.filter(id=row.id).update(persons=row.persons * 1000, source="")
    assert {fault.split(": ")[-1] for fault in faults()} == {
        "too many for a commune", "without source or year", "too many for it",
    }  # fmt: skip
    Denominator.objects.filter(area__level="commune").update(persons=900)
    assert "no commune of usual size" in faults()


@pytest.fixture
def province() -> None:
    """One with two counts."""
    Area(code="01", name="Hà Nội", level="province").save()
    load(["01", "01", "01"], ["map_portal", "reform", "reform"], [2025, 2025, 2024], [100, 120, 110])


def load(codes: list[str], names: list[str], years: list[int], persons: list[int]) -> None:
    origin = Origin(range(len(codes)), codes)
    row = areas.DenominatorRow(origin, codes, names, years, persons, ["a list"] * len(codes))
    assert areas.load_denominators(ACTOR, row) == (len(codes), [])


@pytest.mark.usefixtures("province")
def test_a_unit_has_several_counts_each_with_year_and_source() -> None:
    hanoi = areas.units_by_code(["01"], TODAY)["01"]
    told = areas.denominators([hanoi.id])[hanoi.id]
    assert [(d.name, d.year, d.persons) for d in told] == [
        ("map_portal", 2025, 100),
        ("reform", 2025, 120),
        ("reform", 2024, 110),
    ]
    assert {d.source for d in told} == {"a list"}


@pytest.mark.usefixtures("province")
def test_a_rate_names_what_it_divides_by_and_is_never_capped() -> None:
    rate = areas.rates({"01": 117}, "map_portal", TODAY)["01"]
    assert rate.value == pytest.approx(1.17)
    assert rate.is_above_all
    assert str(rate) == "117.0 % (117 of 100: map_portal, 2025, a list; more than there are)"
    assert areas.rates({"01": 117}, "reform", TODAY)["01"].value == pytest.approx(117 / 120)


@pytest.mark.usefixtures("province")
def test_no_other_count_stands_in_for_one_that_nobody_told() -> None:
    with pytest.raises(areas.DenominatorUnknown) as told:
        areas.rates({"01": 5}, "census", TODAY)
    assert told.value.known == "map_portal, reform"
    with pytest.raises(areas.DenominatorUnknown):
        areas.rates({"nowhere": 5}, "reform", TODAY)


def test_nobody_is_no_denominator() -> None:
    assert by_name([areas.Denominator("reform", 2025, 0, "list")], "reform") is None
