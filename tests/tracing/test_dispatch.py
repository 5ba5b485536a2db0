"""Who answers for whom: every contact and every point has one team, and a team gets one list."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.areas import public as areas
from lachan.core.access import system
from lachan.core.errors import NotAllowed, NotFound
from lachan.identity.models import Person
from lachan.places.models import Place
from lachan.tracing import services
from lachan.tracing.models import Case, Contact, Coverage, ExposurePoint, Task, Team
from tests import make
from tests.tracing.standing import assert_in_order, lists

pytestmark = pytest.mark.django_db


def case_with(
    units: dict[str, areas.Unit], contacts: list[areas.Unit | None], places: list[areas.Unit | None]
) -> Case:
    """A traced F0 who met these people and was at these places; nobody else was there."""
    f0 = make.make_person(units.get("00001"))
    for n, unit in enumerate(contacts):
        make.meet(f0, make.make_person(unit), make.at(-1 - n), make.at(-0.5 - n))
    for n, unit in enumerate(places):
        make.visit(f0, make.make_place(unit), make.at(-2 - 2 * n), make.at(-1 - 2 * n))
    make.run_jobs()
    make.positive(f0)
    make.run_jobs()
    assert_in_order()
    return Case.objects.latest("opened_at")


def owners(model: type[Contact] | type[ExposurePoint]) -> list[str | None]:
    return sorted(model.objects.filter(withdrawn_at=None).values_list("team__area_code", flat=True), key=str)


def test_a_contact_belongs_to_the_team_where_the_person_lives() -> None:
    units = make.make_areas()
    case_with(units, [units["00001"], units["00004"], units["09163"]], [])
    assert owners(Contact) == ["00001", "00004", "09163"]


def test_a_hamlet_has_no_team_of_its_own_its_commune_answers() -> None:
    units = make.make_areas()
    case_with(units, [units["00001-1"]], [units["00001-1"]])
    assert (owners(Contact), owners(ExposurePoint)) == (["00001"], ["00001"])
    assert not Team.objects.filter(area_code="00001-1").exists()


def test_a_point_belongs_to_the_commune_of_the_place_not_of_the_people() -> None:
    units = make.make_areas()
    case_with(units, [], [units["09163"]])
    assert owners(ExposurePoint) == ["09163"]


def test_where_nobody_knows_where_someone_lives_the_national_team_answers() -> None:
    units = make.make_areas()
    case_with(units, [None], [None])
    assert (owners(Contact), owners(ExposurePoint)) == (["VN"], ["VN"])


def test_someone_who_lives_in_a_unit_that_is_not_known_here_is_the_nations() -> None:
    units = make.make_areas()
    lost = make.make_person()
    Person.objects.filter(pk=lost.pk).update(area_id=999_999)
    f0 = make.make_person(units["00001"])
    make.meet(f0, lost, make.at(-1), make.at(-0.5))
    make.run_jobs()
    make.positive(f0)
    make.run_jobs()
    assert owners(Contact) == ["VN"]


def test_the_work_of_a_closed_team_goes_to_the_next_unit_up_and_comes_back_when_it_opens() -> None:
    units = make.make_areas()
    make.run_jobs()
    services.set_team(system(), "00004", is_active=False)
    case_with(units, [units["00004"]], [units["00004"]])
    assert (owners(Contact), owners(ExposurePoint)) == (["01"], ["01"])
    services.set_team(system(), "01", is_active=False)
    case = case_with(units, [units["00004"]], [])
    assert list(case.contacts.values_list("team__area_code", flat=True)) == ["VN"]
    services.set_team(system(), "00004", is_active=True)
    case = case_with(units, [units["00004"]], [])
    assert list(case.contacts.values_list("team__area_code", flat=True)) == ["00004"]


def test_a_team_gets_one_list_of_each_kind_no_matter_how_many_are_on_it() -> None:
    units = make.make_areas()
    f0, guests = make.make_person(units["00001"]), [make.make_person(units["00004"]) for _ in range(120)]
    cafe, shop = make.make_place(units["00004"]), make.make_place(units["00004"], kind="shop")
    for place, start in ((cafe, -5.0), (shop, -9.0)):
        make.visit(f0, place, make.at(start), make.at(start + 1))
        make.visits([(guest.code, place.code, make.at(start), make.at(start + 1)) for guest in guests])
    make.run_jobs()
    make.positive(f0)
    make.run_jobs()
    assert lists() == [("00004", "contacts", 1, 120), ("00004", "points", 1, 2)]
    assert_in_order()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["VN", "01", "00001", "00004", "00001-1", "24", "09163", ""]), max_size=5),
    st.lists(st.sampled_from(["VN", "01", "00001", "00004", "00001-1", "24", "09163", ""]), max_size=4),
    st.sets(st.sampled_from(["01", "00001", "00004", "24", "09163"])),
)
def test_every_contact_and_point_has_the_nearest_working_team_above_it(
    homes: list[str], sites: list[str], closed: set[str]
) -> None:
    parents = {"01": "VN", "24": "VN", "00001": "01", "00004": "01", "09163": "24", "00001-1": "00001"}
    Task.objects.all().delete()
    Contact.objects.all().delete()
    ExposurePoint.objects.all().delete()
    units = make.make_areas()
    make.run_jobs()
    for code in ("01", "00001", "00004", "24", "09163"):
        services.set_team(system(), code, is_active=code not in closed)
    case_with(units, [units.get(code) for code in homes], [units.get(code) for code in sites])

    def owner(code: str) -> str:
        while code and (code in closed or code == "00001-1"):
            code = parents[code]
        return code or "VN"

    assert owners(Contact) == sorted(map(owner, homes))
    assert owners(ExposurePoint) == sorted(map(owner, sites))
    assert len(lists()) == len(set(map(owner, homes))) + len(set(map(owner, sites)))


def test_without_any_area_contacts_are_found_and_wait_for_an_owner() -> None:
    case = case_with({}, [None], [None])
    assert (owners(Contact), owners(ExposurePoint), lists()) == ([None], [None], [])
    make.make_areas()
    make.run_jobs()
    services.trace_cases(system(), [case.id])
    assert (owners(Contact), owners(ExposurePoint)) == (["VN"], ["VN"])
    assert lists() == [("VN", "contacts", 1, 1), ("VN", "points", 1, 1)]


def test_a_unit_that_moves_under_another_is_answered_for_by_its_new_superiors() -> None:
    units = make.make_areas()
    make.run_jobs()
    services.set_team(system(), "00004", is_active=False)
    areas.load_areas(system(), [areas.AreaRow(1, "", "00004", "Phường Trúc Bạch", "commune", "24")])
    make.run_jobs()
    case_with(units, [units["00004"]], [])
    assert owners(Contact) == ["24"]
    assert (
        Team.objects.get(area_code="00004").area_path
        == areas.units([units["00004"].id])[units["00004"].id].path
    )


def test_only_the_superior_may_close_a_team_and_an_unknown_one_cannot_be_closed() -> None:
    units = make.make_areas()
    make.run_jobs()
    _, manager = make.make_staff(units["24"], "manager")
    _, tracer = make.make_staff(units["01"], "tracer")
    with pytest.raises(NotFound):
        services.set_team(manager, "00004", is_active=False)
    with pytest.raises(NotAllowed):
        services.set_team(tracer, "00004", is_active=False)
    with pytest.raises(NotFound):
        services.set_team(system(), "nowhere", is_active=False)
    assert Team.objects.filter(is_active=False).count() == 0


def test_coverage_names_every_unit_and_nowhere() -> None:
    units = make.make_areas()
    make.run_jobs()
    assert set(Coverage.objects.values_list("area_id", flat=True)) == {
        0,
        *(unit.id for unit in units.values()),
    }


def test_places_of_one_team_told_in_two_cases_are_two_lists() -> None:
    units = make.make_areas()
    for _ in range(2):
        case_with(units, [], [units["00004"]])
    assert lists() == [("00004", "points", 1, 1)] * 2
    assert Place.objects.count() == 2


def test_who_may_not_work_on_tasks_does_not_learn_which_there_are() -> None:
    """The right is asked for before the task is looked for, so the answer is the same for all of them."""
    units = make.make_areas()
    case_with(units, [], [units["00004"]])
    _, laboratory = make.make_staff(units["01"], "laboratory")
    for known in (Task.objects.get().id, uuid4()):
        for deed in (services.take_task, services.finish_task):
            with pytest.raises(NotAllowed):
                deed(laboratory, known)
