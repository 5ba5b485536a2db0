"""Free levels below the commune: added, renamed and ended by the commune's people, found, lived in."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lachan.areas import public as areas
from lachan.areas.models import Area, Link
from lachan.core.access import Actor, system
from lachan.core.errors import NotAllowed, NotFound
from lachan.identity.models import Person
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def units() -> dict[str, areas.Unit]:
    made = make.make_areas()
    make.run_jobs()
    return made


@pytest.fixture
def desk(units: dict[str, areas.Unit]) -> Actor:
    """Somebody of the desk of commune 00004."""
    return make.make_staff(units["00004"], "registrar")[1]


def test_a_hamlet_is_added_found_and_lived_in(units: dict[str, areas.Unit], desk: Actor) -> None:
    made = areas.add_hamlet(desk, units["00004"].id, "Tổ dân phố 12")
    assert (made.code, made.path) == ("00004-1", f"{units['00004'].path}{made.id}.")
    assert [hit.id for hit in areas.search("to dan pho 12 truc bach", on=TODAY)] == [made.id]
    person = make.make_person(units["00004"])
    client = Client()
    client.force_login(make.make_staff(units["01"], "manager")[0])
    client.post(reverse("identity:place", args=[person.code]), {"unit": made.id, "q": "to 12"})
    person.refresh_from_db()
    assert (person.area_id, person.area_path) == (made.id, made.path)


def test_nobody_is_placed_outside_the_area_of_who_places(units: dict[str, areas.Unit]) -> None:
    person = make.make_person(units["00004"])
    client = Client()
    client.force_login(make.make_staff(units["01"], "manager")[0])
    for unit, typed in ((units["24"].id, ""), (999_999, ""), ("", "truc bach"), ("", "nowhere at all")):
        told = client.post(reverse("identity:place", args=[person.code]), {"unit": unit, "q": typed})
        assert told.status_code == 422
    person.refresh_from_db()
    assert person.area_id == units["00004"].id


def test_the_desk_keeps_its_own_commune_only(units: dict[str, areas.Unit], desk: Actor) -> None:
    with pytest.raises(NotAllowed):
        areas.add_hamlet(desk, units["00001"].id, "Tổ 2")
    with pytest.raises(NotAllowed):
        areas.rename_hamlet(desk, units["00001-1"].id, "Tổ 2")
    with pytest.raises(NotAllowed):
        areas.end_hamlet(desk, units["00001-1"].id)
    with pytest.raises(areas.NotAHamlet):
        areas.rename_hamlet(desk, units["00004"].id, "Phường khác")
    with pytest.raises(NotFound):
        areas.add_hamlet(desk, 999_999, "Tổ 2")


def test_a_name_is_given_once(units: dict[str, areas.Unit], desk: Actor) -> None:
    areas.add_hamlet(desk, units["00004"].id, "Tổ 1")
    two = areas.add_hamlet(desk, units["00004"].id, "Tổ 2")
    with pytest.raises(areas.HamletExists):
        areas.add_hamlet(desk, units["00004"].id, "tổ 1")
    with pytest.raises(areas.HamletExists):
        areas.rename_hamlet(desk, two.id, "TỔ 1")


def test_a_hamlet_of_before_keeps_its_old_name_in_the_past(units: dict[str, areas.Unit]) -> None:
    _, actor = make.make_staff(units["00001"], "registrar")
    person = make.make_person(units["00001-1"])
    after = areas.rename_hamlet(actor, units["00001-1"].id, "Khu phố Sông Hồng")
    make.run_jobs()
    yesterday = TODAY - timedelta(days=1)
    assert [h.name for h in areas.search("to 1 phuc xa", on=yesterday)] == ["Tổ 1"]
    assert [h.name for h in areas.search("song hong", on=TODAY)] == ["Khu phố Sông Hồng"]
    person.refresh_from_db()
    assert (person.area_id, person.area_path) == (after.id, after.path)


def test_who_lived_in_a_hamlet_that_ended_lives_in_the_commune(units: dict[str, areas.Unit]) -> None:
    _, actor = make.make_staff(units["00001"], "registrar")
    person = make.make_person(units["00001-1"])
    areas.end_hamlet(actor, units["00001-1"].id)
    make.run_jobs()
    person.refresh_from_db()
    assert (person.area_id, person.area_path) == (units["00001"].id, units["00001"].path)
    assert areas.hamlets(units["00001"].id) == []
    with pytest.raises(areas.NotAHamlet):
        areas.end_hamlet(actor, units["00001-1"].id)


def test_hamlets_go_along_with_a_commune_that_became_another(units: dict[str, areas.Unit]) -> None:
    person = make.make_person(units["00001-1"])
    ever, actor = date(1900, 1, 1), system("test")
    row = areas.AreaRow
    areas.load_areas(
        actor,
        [
            row(1, "", "00001", "Phường Phúc Xá", "commune", "01", valid_to=TODAY),
            row(2, "", "00002", "Phường Mới", "commune", "01", valid_from=TODAY),
        ],
    )
    areas.store_links(
        actor, [areas.LinkRow("00001", ever, "00002", TODAY, TODAY, "whole", 1, "", True, "test")]
    )
    make.run_jobs()
    home, new = Area.objects.get(code="00001-1", valid_to=None), Area.objects.get(code="00002")
    person.refresh_from_db()
    assert (home.parent_id, person.area_id, person.area_path) == (new.id, home.id, home.path)
    assert home.path.startswith(new.path)
    assert Link.objects.get(to_unit=home).from_unit_id == units["00001-1"].id


def test_the_page_adds_renames_and_ends(units: dict[str, areas.Unit]) -> None:
    client = Client()
    client.force_login(make.make_staff(units["00004"], "registrar")[0])
    page = reverse("places:hamlets")
    client.post(page, {"name": "Thôn 10"})
    client.post(page, {"name": "Thôn 2"})
    assert client.post(page, {"name": "thôn 2"}).status_code == 422
    assert [unit.name for unit in areas.hamlets(units["00004"].id)] == ["Thôn 2", "Thôn 10"]
    one = areas.hamlets(units["00004"].id)[0]
    client.post(reverse("places:rename_hamlet", args=[one.id]), {f"{one.id}-name": "Thôn 3"})
    client.post(reverse("places:end_hamlet", args=[areas.hamlets(units["00004"].id)[1].id]))
    assert [unit.name for unit in areas.hamlets(units["00004"].id)] == ["Thôn 3"]
    assert client.get(page, {"commune": units["00001"].id}).status_code == 403
    assert "Thôn 3" in client.get(page).content.decode()
    assert Person.objects.count() == 0
