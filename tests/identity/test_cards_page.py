"""The page on which a commune's desk prints cards."""

import pytest
from django.test import Client
from django.urls import reverse

from lachan.identity.forms import MOST_CARDS
from lachan.identity.models import Card, Person, RecordView
from tests.make import make_areas, make_person, make_staff

pytestmark = pytest.mark.django_db
PAGE, PRINT = reverse("identity:cards"), reverse("identity:print_cards")


@pytest.fixture
def desk(client: Client) -> Client:
    """The desk of Phúc Xá, which has Bình and An; Bảo lives elsewhere."""
    units = make_areas()
    user, _ = make_staff(units["00001"], "registrar")
    for name, unit in (("Trần Bình", "00001"), ("Trần An", "00001"), ("Trần Bảo", "00004")):
        make_person(units[unit], name=name)
    client.force_login(user)
    return client


@pytest.mark.parametrize("typed", [" trần ", "TRAN", "tr"])
def test_people_of_the_own_area_are_found_by_words_of_their_name(desk: Client, typed: str) -> None:
    text = desk.get(PAGE, {"q": typed}).content.decode()
    assert "Trần Bình" in text
    assert "Trần An" in text
    assert "Trần Bảo" not in text


def test_words_of_a_name_are_found_in_any_order_and_all_of_them(desk: Client) -> None:
    text = desk.get(PAGE, {"q": "binh tran"}).content.decode()
    assert "Trần Bình" in text
    assert "Trần An" not in text


def test_without_a_search_nobody_is_shown(desk: Client) -> None:
    for query in ({}, {"q": ""}, {"q": "  "}, {"q": "%"}, {"q": "_"}):
        assert "Trần" not in desk.get(PAGE, query).content.decode()


def test_the_chosen_get_a_card_each_and_a_pdf_comes_back(desk: Client) -> None:
    people = codes("Trần Bình", "Trần An")
    answer = desk.post(PRINT, {"pick": [*people, people[0]]})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert sorted(Card.objects.values_list("person__code", flat=True)) == sorted(people)


def test_a_person_of_another_area_is_not_printed_even_if_their_code_is_sent(desk: Client) -> None:
    desk.post(PRINT, {"pick": codes("Trần Bảo", "Trần An")})
    assert list(Card.objects.values_list("person__name", flat=True)) == ["Trần An"]


def test_an_old_card_is_shown_and_taken_back_where_that_was_ticked(desk: Client) -> None:
    [code] = codes("Trần An")
    assert "chưa có" in desk.get(PAGE, {"q": code}).content.decode()
    desk.post(PRINT, {"pick": [code]})
    assert "chưa có" not in desk.get(PAGE, {"q": code}).content.decode()
    desk.post(PRINT, {"pick": [code], "replace_old": "on"})
    assert sorted(bool(at) for at in Card.objects.values_list("revoked_at", flat=True)) == [False, True]


@pytest.mark.parametrize("picked", [[], [f"P{n}" for n in range(MOST_CARDS + 1)]], ids=["none", "too many"])
def test_nobody_or_too_many_is_said_and_nothing_is_printed(desk: Client, picked: list[str]) -> None:
    answer = desk.post(f"{PRINT}?q=Trần", {"pick": picked})
    assert answer.status_code == 422
    assert "Trần An" in answer.content.decode(), "what was searched is still there"
    assert not Card.objects.exists()


def test_choose_all_ticks_everybody_shown(desk: Client) -> None:
    assert desk.get(PAGE, {"q": "Trần", "all": "1"}).content.decode().count(" checked") == 2
    assert desk.get(PAGE, {"q": "Trần"}).content.decode().count(" checked") == 0


def test_who_was_shown_or_printed_can_read_that_the_desk_looked(desk: Client) -> None:
    desk.get(PAGE, {"q": "Trần A"})
    assert seen() == {"Trần An": 1}
    desk.post(PRINT, {"pick": codes("Trần An", "Trần Bình", "Trần Bảo")})
    assert seen() == {"Trần An": 2, "Trần Bình": 1}


def seen() -> dict[str, int]:
    names = dict(Person.objects.values_list("id", "name"))
    looks = RecordView.objects.filter(purpose="desk").values_list("person_id", "times")
    return {names[person_id]: times for person_id, times in looks}


def codes(*names: str) -> list[str]:
    return [Person.objects.get(name=name).code for name in names]
