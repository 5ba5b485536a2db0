"""What is left in a divided unit: listed, placed in a successor, followed by what is about it, taken back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lachan.areas import public as areas
from lachan.areas.models import Area, Decision, Move
from lachan.core.access import Actor, system
from lachan.core.errors import NotAllowed
from lachan.core.models import AuditEntry
from lachan.identity.models import Person, Review
from lachan.places import queries, services
from lachan.places.models import Place
from lachan.places.services import Choice
from lachan.testing.models import Member, Order, Result
from lachan.tracing.models import Case
from tests import make

pytestmark = pytest.mark.django_db
ACTOR = system("test")
TODAY = timezone.localdate()
EVER = date(1900, 1, 1)
OLD = (("P", "province", None), ("C", "commune", "P"), ("C-1", "hamlet", "C"), ("C-2", "hamlet", "C"))


def row(code: str, level: str, parent: str | None, **told: date | None) -> areas.AreaRow:
    return areas.AreaRow(1, "", code, f"Unit {code}", level, parent, **told)


@pytest.fixture
def units() -> dict[str, Area]:
    """Commune C of province P was divided today: its main part is M, another N; A is a neighbour."""
    areas.load_areas(ACTOR, [row(*one) for one in OLD])
    make.run_jobs()
    for number in range(3):
        lives("C", f"C{number}")
    lives("C-1", "H")
    unit = areas.units_by_code(["C"], TODAY)["C"]
    Place.objects.create(code="S", name="S", kind="shop", area_id=unit.id, area_path=unit.path)
    fresh = [("M", "commune", "P"), ("N", "commune", "P"), ("A", "commune", "P")]
    areas.load_areas(
        ACTOR,
        [row("P", "province", None), row("C", "commune", "P", valid_to=TODAY)]
        + [row(*one, valid_from=TODAY) for one in fresh],
    )
    told = [("M", True), ("N", False)]
    areas.store_links(
        ACTOR,
        [areas.LinkRow("C", EVER, to, TODAY, TODAY, "part", None, "", main, "test") for to, main in told],
    )
    make.run_jobs()
    return {area.code: area for area in Area.objects.filter(valid_to=None)} | {
        "C": Area.objects.get(code="C")
    }


def lives(code: str, name: str) -> Person:
    unit = areas.units_by_code([code], TODAY)[code]
    return Person.objects.create(code=name, name=name, area_id=unit.id, area_path=unit.path)


def where(code: str) -> tuple[int | None, str]:
    person = Person.objects.get(code=code)
    return person.area_id, person.area_path


def at(unit: Area) -> tuple[int, str]:
    return unit.id, unit.path


def of(unit: Area | None, role: str = "manager") -> tuple[Client, Actor]:
    told = areas.units([unit.id])[unit.id] if unit else None
    user, actor = make.make_staff(told, role)
    client = Client()
    client.force_login(user)
    return client, actor


def test_a_divided_unit_is_listed_with_what_is_left_in_it(units: dict[str, Area]) -> None:
    [old] = queries.left_units(of(units["P"])[1])
    assert (old.unit.unit.code, old.people, old.places) == ("C", 3, 1)
    assert [one.unit.code for one in old.unit.successors] == ["M", "N"]
    assert [(h.unit.code, h.people) for h in old.open_hamlets] == [("C-1", 1), ("C-2", 0)]


def test_people_of_a_hamlet_below_a_divided_unit_are_seen_by_the_unit_above_its_parts(
    units: dict[str, Area],
) -> None:
    assert where("H") == (units["C-1"].id, units["P"].path)


def test_chosen_people_go_and_the_others_stay(units: dict[str, Area]) -> None:
    _, actor = of(units["P"])
    one = Person.objects.get(code="C0")
    assert services.place_left(actor, Choice(units["C"].id, units["N"].id, [one.id])) == 1
    assert where("C0") == at(units["N"])
    assert where("C1") == (units["C"].id, units["P"].path)
    move = Move.objects.get(decision__isnull=False)
    assert (move.subject_id, move.from_unit_id, move.to_unit_id) == (one.id, units["C"].id, units["N"].id)
    assert AuditEntry.objects.filter(verb="areas.place").count() == 1


def test_everything_goes_and_comes_back(units: dict[str, Area]) -> None:
    _, actor = of(units["P"])
    before = [where(f"C{n}") for n in range(3)]
    hamlets = [units["C-1"].id, units["C-2"].id]
    choice = Choice(units["C"].id, units["M"].id, None, None, hamlets)
    assert services.place_left(actor, choice) == 6
    make.run_jobs()
    assert {where(f"C{n}") for n in range(3)} == {at(units["M"])}
    assert Place.objects.get().area_id == units["M"].id
    home = Area.objects.get(id=where("H")[0] or 0)
    assert (home.code, home.parent_id) == ("C-1", units["M"].id)
    assert queries.left_units(actor) == []
    [told] = areas.decisions(actor, units["C"].id)
    assert services.take_back(actor, told.id) == (units["C"].id, 4)
    assert [where(f"C{n}") for n in range(3)] == before
    with pytest.raises(areas.TakenBackAlready):
        services.take_back(actor, told.id)


def test_what_was_moved_again_stays_when_a_decision_is_taken_back(units: dict[str, Area]) -> None:
    _, actor = of(units["P"])
    services.place_left(actor, Choice(units["C"].id, units["M"].id, None))
    make_home(Person.objects.get(code="C0"), units["A"])
    services.take_back(actor, Decision.objects.get().id)
    assert where("C0") == at(units["A"])
    assert where("C1") == (units["C"].id, units["P"].path)


def make_home(person: Person, unit: Area) -> None:
    Person.objects.filter(pk=person.pk).update(area_id=unit.id, area_path=unit.path)


def test_a_hamlet_may_be_placed_otherwise_later(units: dict[str, Area]) -> None:
    _, actor = of(units["P"])
    for to in ("M", "N"):
        hamlet = Area.objects.get(code="C-1", valid_to=None)
        services.place_left(actor, Choice(units["C"].id, units[to].id, hamlets=[hamlet.id]))
        make.run_jobs()
        home = Area.objects.get(id=where("H")[0] or 0)
        assert (home.parent_id, where("H")[1]) == (units[to].id, home.path)


def test_nothing_goes_where_nothing_of_the_unit_went(units: dict[str, Area]) -> None:
    _, actor = of(units["P"])
    for choice in (
        Choice(units["C"].id, units["A"].id, None),
        Choice(units["M"].id, units["N"].id, None),
        Choice(units["C"].id, units["A"].id, hamlets=[units["C-1"].id]),
    ):
        with pytest.raises(areas.NotItsSuccessor):
            services.place_left(actor, choice)
    with pytest.raises(areas.NotAHamlet):
        services.place_left(actor, Choice(units["C"].id, units["M"].id, hamlets=[units["N"].id]))
    assert not Decision.objects.exists()


def test_staff_of_a_part_neither_see_nor_take_what_waits_above_them(units: dict[str, Area]) -> None:
    client, actor = of(units["M"])
    assert queries.left_units(actor) == []
    with pytest.raises(areas.NothingWaits):
        services.place_left(actor, Choice(units["C"].id, units["M"].id, None))
    with pytest.raises(NotAllowed):
        services.place_left(actor, Choice(units["C"].id, units["N"].id, None))
    for who in (client, of(units["A"])[0]):
        assert who.get(reverse("places:left", args=[units["C"].id])).status_code == 404
    assert of(units["P"], "tracer")[0].get(reverse("places:divided")).status_code == 403


def test_answers_pairs_and_cases_follow_the_person(units: dict[str, Area]) -> None:
    _, actor = of(units["P"])
    one, other = Person.objects.get(code="C0"), Person.objects.get(code="C1")
    above, elsewhere = units["P"].path, units["A"].path
    now = timezone.now()
    for path, hours in ((above, 2), (elsewhere, 900)):  # the second from when they lived elsewhere
        Result.objects.create(
            person_id=one.id, area_path=path, sampled_at=now - timedelta(hours=hours), released_at=now,
            outcome="positive", test_type="pcr", released_by="test",
        )  # fmt: skip
    Member.objects.create(tube_id=1, person_id=one.id, area_path=above, taken_at=now)
    Order.objects.create(
        person_id=one.id, area_path=above, reason="pool", after_tube_id=1, after_taken_at=now, ordered_at=now,
        due_at=now,
    )  # fmt: skip
    times = dict.fromkeys(("sampled_at", "released_at", "window_from", "window_to", "opened_at"), now)
    Case.objects.create(person_id=one.id, area_id=units["C"].id, area_path=above, policy="test", **times)
    Review.objects.create(person=one, other=other, weight=3.0, area_path=above)
    services.place_left(actor, Choice(units["C"].id, units["N"].id, [one.id]))
    make.run_jobs()
    new = units["N"].path
    assert {*Result.objects.values_list("area_path", flat=True)} == {new, elsewhere}
    assert (Case.objects.get().area_path, Review.objects.get().area_path) == (new, new)
    assert (Member.objects.get().area_path, Order.objects.get().area_path) == (new, new)
    services.take_back(actor, Decision.objects.get().id)
    make.run_jobs()
    assert {*Result.objects.values_list("area_path", flat=True)} == {above, elsewhere}
    assert (Case.objects.get().area_path, Review.objects.get().area_path) == (above, above)
    assert (Member.objects.get().area_path, Order.objects.get().area_path) == (above, above)


@pytest.fixture
def pages(units: dict[str, Area]) -> Callable[..., str]:
    client, _ = of(units["P"])

    def post(**told: object) -> str:
        sent = {"what": "people", "scope": "chosen", "to": units["M"].id} | told
        return client.post(reverse("places:place", args=[units["C"].id]), sent, follow=True).content.decode()

    return post


def test_the_page_places_what_is_ticked(units: dict[str, Area], pages: Callable[..., str]) -> None:
    pages(pick=[Person.objects.get(code="C0").id])
    assert where("C0") == at(units["M"])
    assert where("C1") != at(units["M"])


def test_the_page_asks_before_it_places_everything(units: dict[str, Area], pages: Callable[..., str]) -> None:
    assert 'name="sure"' in pages(scope="all")
    assert where("C0") != at(units["M"])
    pages(scope="all", sure="on")
    assert where("C0") == at(units["M"])


def test_the_page_refuses_nothing_ticked_and_foreign_units(
    units: dict[str, Area], pages: Callable[..., str]
) -> None:
    assert "Hãy đánh dấu ít nhất một dòng." in pages()
    pages(to=units["A"].id, pick=[Person.objects.get(code="C0").id])
    pages(pick=["x", "9" * 30, "-1"])
    assert not Decision.objects.exists()
