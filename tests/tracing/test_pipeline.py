"""From a released result to contacts, points and tasks, and back again when it was wrong."""

from datetime import timedelta

import pytest

from lachan.core.access import system
from lachan.testing import public as testing
from lachan.tracing.models import Case, Contact, ExposurePoint, Task
from tests import make
from tests.tracing.standing import second_looks

pytestmark = pytest.mark.django_db


def test_a_positive_result_becomes_contacts_points_and_tasks_without_a_click() -> None:
    areas = make.make_areas()
    f0 = make.make_person(areas["00001"], household="H1")
    mother = make.make_person(areas["00001"], household="H1")
    guest = make.make_person(areas["00004"])
    cafe = make.make_place(areas["00004"])
    make.visit(f0, cafe, make.at(-5), make.at(-4))
    make.visit(guest, cafe, make.at(-4.5), make.at(-3))
    make.run_jobs()

    make.positive(f0)
    assert Case.objects.count() == 0
    make.run_jobs()

    case = Case.objects.get()
    assert case.policy == "vn-2021-12-29"
    grades = dict(Contact.objects.values_list("person_id", "grade"))
    assert grades == {mother.id: "close", guest.id: "same_space"}
    point = ExposurePoint.objects.get()
    assert (point.place_id, point.present) == (cafe.id, 1)
    told = sorted(Task.objects.values_list("team__area_code", "kind", "items"))
    assert told == [("00001", "contacts", 1), ("00004", "contacts", 1), ("00004", "points", 1)]


def test_running_every_job_again_changes_nothing() -> None:
    areas = make.make_areas()
    f0, guest = make.make_person(areas["00001"]), make.make_person(areas["00004"])
    cafe = make.make_place(areas["00004"])
    make.visit(f0, cafe, make.at(-5), make.at(-4))
    make.visit(guest, cafe, make.at(-4.5))
    make.positive(f0)
    make.run_jobs()
    before = state()
    make.rerun_jobs()
    make.run_jobs()
    second_looks()
    assert state() == before


def test_a_positive_corrected_to_negative_withdraws_what_followed() -> None:
    areas = make.make_areas()
    f0, guest = make.make_person(areas["00001"]), make.make_person(areas["00004"])
    cafe = make.make_place(areas["00004"])
    make.visit(f0, cafe, make.at(-5), make.at(-4))
    make.visit(guest, cafe, make.at(-4.5))
    result = make.positive(f0)
    make.run_jobs()
    assert Task.objects.filter(withdrawn_at=None).count() == 2
    testing.correct_result(
        system(), result.id, testing.Outcome.NEGATIVE, now=result.released_at + timedelta(hours=1)
    )
    make.run_jobs()
    assert state() == []


def state() -> list[object]:
    """What stands now, without ids and clocks."""
    rows: list[object] = []
    rows += Case.objects.filter(withdrawn_at=None).values_list(
        "person_id", "window_from", "window_to", "policy"
    )
    rows += Contact.objects.filter(withdrawn_at=None).values_list(
        "case__person_id", "person_id", "grade", "minutes", "team__area_code", "task__generation"
    )
    rows += ExposurePoint.objects.filter(withdrawn_at=None).values_list(
        "case__person_id", "place_id", "starts_at", "ends_at", "present", "team__area_code"
    )
    rows += Task.objects.filter(withdrawn_at=None).values_list(
        "case__person_id", "team__area_code", "kind", "generation", "items"
    )
    return sorted(rows, key=repr)
