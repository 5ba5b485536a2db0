"""Matching: the same human being is found under errors, nobody else is, and merging can be taken back."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.areas.public import Unit
from lachan.core.access import system
from lachan.core.batches import origin_of_scans
from lachan.identity import public as identity
from lachan.identity.models import Merge, Review
from lachan.identity.queries.matching import Question
from lachan.identity.services import PersonColumns, link, load_people, merge, unmerge
from lachan.kernel.births import Birth, partial
from lachan.kernel.matching import Outcome
from tests import make

pytestmark = pytest.mark.django_db
Row = tuple[str, str, str, str, str, str]  # code, name, birth, sex, phone, number
AN: Row = ("R1", "Nguyễn Thị Hoà", "1984-02-05", "female", "0912345678", "001184000123")


def store(*rows: Row, area: str = "00001") -> list[int]:
    """Load rows as a file would; ids of the new people."""
    code, name, birth, sex, phone, number = (list(column) for column in zip(*rows, strict=True))
    columns = PersonColumns(
        origin_of_scans(len(rows)), code, name, [born(text) for text in birth], sex, phone, number,
        [area] * len(rows), [None] * len(rows),
    )  # fmt: skip
    return load_people(system(), columns).new


def born(text: str) -> Birth | None:
    from datetime import date

    return (partial(text) or Birth(date.fromisoformat(text))) if text else None


@pytest.fixture
def units() -> dict[str, Unit]:
    return make.make_areas()


@pytest.mark.parametrize(
    "row",
    [
        ("N1", "NGUYEN THI HOA", "1984-02-05", "female", "0912345678", ""),
        ("N1", "Nguyễn Thị Hòa", "1984-05-02", "female", "", "001184000123"),
        ("N1", "Hòa Nguyễn Thị", "1984-02-05", "female", "+84912345678", "001184000123"),
        ("N1", "Nguyễn Thị Hòa", "1984", "female", "0912345678", "001184000123"),
    ],
)
def test_the_same_human_being_is_found_under_errors(units: dict[str, Unit], row: Row) -> None:
    [first] = store(AN)
    [second] = store(row)
    assert link(system(), [second]).same == 1
    assert make.root_of(second) == first


@pytest.mark.parametrize(
    "row",
    [
        ("N1", "Nguyễn Thị Hà", "1984-02-05", "female", "0912345678", "001184000124"),  # twin
        ("N1", "Nguyễn Văn Nam", "2010-02-05", "male", "0912345678", ""),  # her child: a phone is no person
        ("N1", "Nguyễn Thị Hoà", "1961-08-30", "female", "", ""),  # a common name
    ],
)
def test_somebody_else_is_never_linked_by_the_machine(units: dict[str, Unit], row: Row) -> None:
    store(AN)
    [second] = store(row)
    assert link(system(), [second]).same == 0
    assert make.root_of(second) is None


def test_a_look_up_tells_the_same_as_the_import(units: dict[str, Unit]) -> None:
    [first] = store(AN)
    [second] = store(("N1", "Nguyễn Thị Hoà", "1984-05-02", "female", "0912345678", ""))
    asked = Question(
        "Nguyễn Thị Hoà",
        born("1984-05-02"),
        "female",
        (),
        ("0912345678",),
        units["00001"].id,
        units["00001"].path,
    )
    found = identity.match(system(), asked)
    before = {c.who.id: c.weight for c in found.candidates if c.who.id != second}
    link(system(), [second])
    told = [
        *Merge.objects.values_list("into_id", "weight"),
        *Review.objects.values_list("other_id", "weight"),
    ]
    assert dict(told) == pytest.approx(before)
    assert set(before) == {first}


def test_nobody_is_told_of_people_in_another_area_but_they_count(units: dict[str, Unit]) -> None:
    store(AN)
    _, nurse = make.make_staff(units["09163"], "laboratory")
    found = identity.match(nurse, Question("Nguyễn Thị Hoà", born("1984-02-05"), "female", ("001184000123",)))
    assert found.outcome is not Outcome.NEW
    assert found.candidates == ()


def test_linking_twice_changes_nothing(units: dict[str, Unit]) -> None:
    store(AN)
    later = store(
        ("N1", "NGUYEN THI HOA", "1984-02-05", "female", "0912345678", ""),
        ("N2", "Nguyễn Thị Hà", "1984-02-05", "female", "0912345678", ""),
    )
    link(system(), later)
    before = list(Merge.objects.order_by("id").values()), list(Review.objects.order_by("id").values())
    link(system(), later)
    assert before == (
        list(Merge.objects.order_by("id").values()),
        list(Review.objects.order_by("id").values()),
    )


def test_phones_of_eleven_digits_and_insurance_cards_find_their_person(units: dict[str, Unit]) -> None:
    [first] = store(("R1", "Trần Văn Bình", "1970", "male", "01682345678", "DN4010123456789"))
    [second] = store(("N1", "TRAN VAN BINH", "1970-03-09", "male", "0382345678", "0123456789"))
    link(system(), [second])
    assert make.root_of(second) == first


links = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(links)
def test_who_is_one_person_depends_only_on_the_links_that_stand(history: list[tuple[int, int, bool]]) -> None:
    """After any history of merging and taking back, the earliest record stands for each group."""
    people = [make.make_person().id for _ in range(6)]
    standing: set[frozenset[int]] = set()
    for one, other, is_merge in history:
        if is_merge and root_of(people, standing, one) != root_of(people, standing, other):
            merge(system(), people[one], people[other])
            standing.add(frozenset((one, other)))
        elif not is_merge and any(one in link for link in standing):
            unmerge(system(), people[one])
            standing = {link for link in standing if one not in link}
    for i, person in enumerate(people):
        root = people[root_of(people, standing, i)]
        assert make.root_of(person) == (None if root == person else root)
        assert set(identity.same_people([person])[person]) == {
            people[j] for j in range(6) if root_of(people, standing, j) == root_of(people, standing, i)
        }


def root_of(people: list[int], links: set[frozenset[int]], start: int) -> int:
    found = {start}
    for _ in people:
        found |= {one for link in links if link & found for one in link}
    return min(found)


def test_merging_announces_whom_it_concerns(units: dict[str, Unit]) -> None:
    from lachan.core import events

    told: list[object] = []
    original = events.emit
    one, other = make.make_person(units["00001"]), make.make_person(units["00001"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lachan.identity.services.merging.emit", told.append)
        merge(system(), one.id, other.id)
        unmerge(system(), other.id)
    assert original is events.emit
    assert [(type(event).__name__, sorted(event.people)) for event in told] == [  # type: ignore[attr-defined]
        ("PersonsMerged", [one.id, other.id]),
        ("PersonsUnmerged", [one.id, other.id]),
    ]


def test_who_may_not_see_a_record_may_not_merge_it(units: dict[str, Unit]) -> None:
    here, there = make.make_person(units["00001"]), make.make_person(units["09163"])
    _, manager = make.make_staff(units["00001"], "manager")
    for one, other in permutations((here.id, there.id)):
        with pytest.raises(identity.PersonUnknown):
            merge(manager, one, other)
    assert not Merge.objects.exists()
