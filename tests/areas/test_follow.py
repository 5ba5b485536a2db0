"""What a reform does to people, places, staff, answers, cases and tasks: they follow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import timezone

from lachan.areas import public as areas
from lachan.areas.models import Area, Move
from lachan.areas.rules import nearest_above
from lachan.core.access import system
from lachan.core.models import AuditEntry
from lachan.identity.models import Person, Review, Staff
from lachan.messaging.models import Notice
from lachan.places.models import Place
from lachan.testing.models import Result
from lachan.tracing.models import Case, Coverage, Task, Team
from tests import make

pytestmark = pytest.mark.django_db
ACTOR = system("test")
TODAY = timezone.localdate()
EVER = date(1900, 1, 1)
TIMES = ("sampled_at", "released_at", "window_from", "window_to", "opened_at")


@dataclass
class World:
    """Two old provinces with communes A and B (merged into M) and C (divided into M and N)."""

    old: dict[str, areas.Unit]
    reform: Callable[[], dict[str, Area]]


def row(
    code: str, level: str, parent: str | None, *, since: date | None = None, to: date | None = None
) -> areas.AreaRow:
    return areas.AreaRow(1, "", code, f"Unit {code}", level, parent, valid_from=since, valid_to=to)


def link(from_code: str, to_code: str, kind: str) -> areas.LinkRow:
    return areas.LinkRow(from_code, EVER, to_code, TODAY, TODAY, kind, None, "", False, "test")


OLD = (("P1", "province", None), ("P2", "province", None), ("A", "commune", "P1"), ("B", "commune", "P2"),
       ("C", "commune", "P2"))  # fmt: skip


@pytest.fixture
def world() -> World:
    areas.load_areas(ACTOR, [row(*unit) for unit in OLD])
    make.run_jobs()

    def reform() -> dict[str, Area]:
        fresh = [("P", "province", None), ("M", "commune", "P"), ("N", "commune", "P")]
        areas.load_areas(
            ACTOR, [*(row(*unit, to=TODAY) for unit in OLD), *(row(*unit, since=TODAY) for unit in fresh)]
        )
        areas.store_links(
            ACTOR,
            [link("P1", "P", "whole"), link("P2", "P", "whole"), link("A", "M", "whole"),
             link("B", "M", "whole"), link("C", "M", "part"), link("C", "N", "part")],
        )  # fmt: skip
        make.run_jobs()
        return {area.code: area for area in Area.objects.all()}

    return World(areas.units_by_code([code for code, *_ in OLD], TODAY), reform)


def person(code: str, unit: areas.Unit) -> Person:
    return Person.objects.create(code=code, name=code, area_id=unit.id, area_path=unit.path)


def test_people_and_places_follow_a_whole_unit_and_where_they_were_is_kept(world: World) -> None:
    lives, shop = person("X", world.old["A"]), world.old["B"]
    place = Place.objects.create(code="S", name="S", kind="shop", area_id=shop.id, area_path=shop.path)
    now = world.reform()
    for found in (lives, place):
        found.refresh_from_db()
        assert (found.area_id, found.area_path) == (now["M"].id, now["M"].path)
    told = Move.objects.values_list("subject", "from_unit_id", "to_unit_id").order_by("subject")
    assert list(told) == [
        ("identity_person", now["A"].id, now["M"].id), ("places_place", now["B"].id, now["M"].id),
    ]  # fmt: skip


def test_people_of_a_divided_unit_wait_in_it_seen_by_the_unit_above_its_parts(world: World) -> None:
    lives = person("X", world.old["C"])
    now = world.reform()
    lives.refresh_from_db()
    assert (lives.area_id, lives.area_path) == (now["C"].id, now["P"].path)
    assert not Move.objects.exists()
    assert [(unit.code, [part.code for part in unit.parts]) for unit in areas.divided(TODAY)] == [
        ("C", ["M", "N"])
    ]


def test_pairs_that_wait_for_a_decision_follow_and_a_divided_unit_leaves_them_above(world: World) -> None:
    for code in ("A", "C"):
        one, other = person(f"{code}1", world.old[code]), person(f"{code}2", world.old[code])
        Review.objects.create(person=other, other=one, weight=3.0, area_path=other.area_path)
    now = world.reform()
    assert set(Review.objects.values_list("area_path", flat=True)) == {now["M"].path, now["P"].path}


def test_staff_follow_a_whole_unit_and_are_given_nothing_where_theirs_was_divided(world: World) -> None:
    whole, _ = make.make_staff(world.old["A"])
    part, _ = make.make_staff(world.old["C"])
    now = world.reform()
    assert Staff.objects.get(user=whole).area_path == now["M"].path
    assert Staff.objects.get(user=part).area_path == world.old["C"].path


def test_open_tasks_cases_and_answers_move_and_what_is_done_does_not(world: World) -> None:
    sick, other = person("X", world.old["A"]), person("Y", world.old["A"])
    Result.objects.create(
        person_id=sick.id, area_path=sick.area_path, sampled_at=timezone.now() - timedelta(hours=2),
        released_at=timezone.now(), outcome="positive", test_type="pcr", released_by="test",
    )  # fmt: skip
    case = Case.objects.create(
        person_id=sick.id, area_id=sick.area_id, area_path=sick.area_path, policy="test",
        **dict.fromkeys(TIMES, timezone.now()),
    )  # fmt: skip
    team = Team.objects.get(area_id=world.old["A"].id)
    told = {"case": case, "team": team, "area_path": team.area_path, "opened_at": timezone.now()}
    open_task = Task.objects.create(kind="contacts", due_at=timezone.now(), **told)
    done_task = Task.objects.create(
        kind="points", due_at=timezone.now(), done_at=timezone.now(), done_by="an", **told
    )
    before = list(AuditEntry.objects.order_by("id").values_list())
    now = world.reform()
    new = now["M"].path
    assert Task.objects.get(pk=open_task.pk).area_path == new
    assert Task.objects.get(pk=done_task.pk).area_path == world.old["A"].path
    assert Case.objects.get().area_path == new
    assert Result.objects.get().area_path == new
    assert Coverage.objects.get(area_id=world.old["A"].id).team.area_id == now["M"].id
    assert list(AuditEntry.objects.order_by("id").values_list())[: len(before)] == before
    assert other.area_id != now["M"].id


def test_notices_of_open_tasks_follow_them_and_those_of_done_ones_stay(world: World) -> None:
    home = world.old["A"]
    sick = person("X", home)
    case = Case.objects.create(
        person_id=sick.id, area_id=home.id, area_path=home.path, policy="test",
        **dict.fromkeys(TIMES, timezone.now()),
    )  # fmt: skip
    told = {"case": case, "team": Team.objects.get(area_id=home.id), "area_path": home.path}
    waits, done = (
        Task.objects.create(kind=kind, due_at=timezone.now(), opened_at=timezone.now(), **told, **more)
        for kind, more in (("contacts", {}), ("points", {"done_at": timezone.now(), "done_by": "an"}))
    )
    for task in (waits, done):
        Notice.objects.create(
            template="tracing.new_task", ref=task.id, subject=case.id, area_path=home.path, at=timezone.now()
        )
    now = world.reform()
    paths = dict(Notice.objects.values_list("ref", "area_path"))
    assert paths == {waits.id: now["M"].path, done.id: home.path}
    make.rerun_jobs()
    make.run_jobs()
    assert dict(Notice.objects.values_list("ref", "area_path")) == paths


def test_following_twice_changes_nothing(world: World) -> None:
    person("X", world.old["A"]), person("Y", world.old["C"])
    world.reform()
    before = list(Person.objects.order_by("id").values_list()), Move.objects.count()
    make.rerun_jobs()
    make.run_jobs()
    assert (list(Person.objects.order_by("id").values_list()), Move.objects.count()) == before


def test_a_unit_that_only_changes_its_parent_takes_its_people_along(world: World) -> None:
    lives = person("X", world.old["A"])
    areas.load_areas(ACTOR, [row("A", "commune", "P2")])
    assert Person.objects.get(pk=lives.pk).area_path == world.old["A"].path  # not before the worker came
    make.run_jobs()
    assert Person.objects.get(pk=lives.pk).area_path == Area.objects.get(code="A").path != world.old["A"].path


@pytest.mark.parametrize(
    ("paths", "above"), [(["1.2.", "1.2.3."], "1.2."), (["1.", "2."], ""), ([], ""), (["12.", "1."], "")]
)
def test_the_nearest_unit_above(paths: list[str], above: str) -> None:
    assert nearest_above(paths) == above
