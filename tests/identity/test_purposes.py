"""How much of a person each purpose shows: on the pages, and to whoever asks the room."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lachan.areas.public import Unit
from lachan.identity import public as identity
from lachan.identity.models import Identifier, Person, Phone
from lachan.identity.public import MASKS, Purpose, Show
from lachan.identity.queries.numbers import sealed_identifier, sealed_phones
from lachan.identity.queries.reviews import carried
from tests import make

pytestmark = pytest.mark.django_db
NAME, PHONE, NUMBER, BORN = "Trần Thị Bích Ngọc", "0912345678", "001184000123", date(1984, 2, 5)
INITIALS = "T. T. B. N."


@pytest.fixture
def units() -> dict[str, Unit]:
    return make.make_areas()


@pytest.fixture
def planted(units: dict[str, Unit]) -> Person:
    """Somebody with everything that can be shown."""
    person = make.make_person(units["00001"], name=NAME)
    Person.objects.filter(id=person.id).update(birth_date=BORN, sex="female")
    [phone] = sealed_phones([PHONE])
    told = phone._asdict()
    del told["kind"]
    Phone.objects.create(person=person, **told)
    Identifier.objects.create(person=person, **sealed_identifier(NUMBER)._asdict())
    return person


@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_shows_what_its_mask_says_and_nothing_else(planted: Person, purpose: Purpose) -> None:
    who, mask = identity.people([planted.id], purpose)[planted.id], MASKS[purpose]
    assert (who.code, who.area_id) == (planted.code, planted.area_id)
    assert who.name == {Show.FULL: NAME, Show.INITIALS: INITIALS, Show.HIDDEN: ""}[mask.name]
    born = {Show.FULL: (BORN, "day"), Show.YEAR: (date(1984, 1, 1), "year")}
    assert (who.birth_date, who.birth_precision) == born.get(mask.birth, (None, "day"))
    assert who.sex == {Show.FULL: "female", Show.HIDDEN: "unknown"}[mask.sex]
    assert who.phone == {Show.FULL: PHONE, Show.TAIL: "… 678", Show.HIDDEN: ""}[mask.phone]
    assert who.tel == (f"tel:{PHONE}" if mask.phone is Show.FULL else "")
    numbers = [one.number for one in carried(who, purpose)]
    assert numbers == {Show.FULL: [NUMBER], Show.TAIL: ["… 123"], Show.HIDDEN: []}[mask.number]
    assert identity.briefly([planted.id], purpose)[planted.id].name == who.name


def shown(role: str, unit: Unit, url: str) -> dict[str, bool]:
    """Which of the planted facts stand on a page."""
    client = Client()
    client.force_login(make.make_staff(unit, role)[0])
    page = client.get(url)
    assert page.status_code == 200
    text = page.content.decode()
    facts = {"name": NAME, "phone": PHONE, "phone tail": "… 678", "number": NUMBER, "birth": "05/02/1984"}
    return {fact: value in text for fact, value in facts.items()}


def on(*facts: str) -> dict[str, bool]:
    return {fact: fact in facts for fact in ("name", "phone", "phone tail", "number", "birth")}


def test_the_laboratory_sees_no_phone_and_no_day_of_birth(units: dict[str, Unit], planted: Person) -> None:
    result = make.positive(planted)
    assert shown("laboratory", units["VN"], reverse("testing:results")) == on("name")
    assert shown("laboratory", units["VN"], reverse("testing:correct", args=[result.id])) == on("name")


def test_a_tracer_sees_the_phone_only_in_an_opened_case(units: dict[str, Unit], planted: Person) -> None:
    make.positive(planted)
    make.run_jobs()
    from lachan.tracing.models import Case

    case = Case.objects.get(person_id=planted.id)
    assert shown("tracer", units["00001"], reverse("tracing:cases")) == on("name")
    assert shown("tracer", units["00001"], reverse("tracing:case", args=[case.id])) == on(
        "name", "phone", "birth"
    )


def test_the_register_shows_ends_in_its_list_and_no_whole_number_anywhere(
    units: dict[str, Unit], planted: Person
) -> None:
    listed = shown("tracer", units["00001"], reverse("identity:people"))
    assert listed == on("name", "phone tail")
    record = shown("tracer", units["00001"], reverse("identity:person", args=[planted.code]))
    assert record == on("name", "phone", "birth")


def test_the_desk_of_cards_shows_neither_phone_nor_number(units: dict[str, Unit], planted: Person) -> None:
    assert shown("registrar", units["00001"], reverse("identity:cards") + "?q=ngoc") == on("name")
