"""What a citizen sees of their family's tests: nothing without the day of birth, nothing of pools."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lachan.accounts import services as accounts
from lachan.accounts.rules import Relation
from lachan.core.access import system
from lachan.identity import public as identity
from lachan.identity.models import Person
from lachan.kernel import dcc
from lachan.testing import services
from lachan.testing.models import Result
from tests import make
from tests.accounts.make import make_account, signed_in, told
from tests.testing.lab import ago, measure, take

pytestmark = pytest.mark.django_db
BORN = {"birth_date": "09/03/1950"}


@pytest.fixture
def own() -> tuple[Client, str, Person]:
    """A citizen, the address of their tests, and their record."""
    units = make.make_areas()
    account = make_account()
    care = accounts.add_person(account, Relation.SELF, told(), now=timezone.now())
    person = Person.objects.get(id=care.person_id)
    person.area_id, person.area_path = units["00001"].id, units["00001"].path
    person.save(update_fields=["area_id", "area_path"])
    return signed_in(account), f"/me/{care.id}/tests/", person


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_results_are_shown_to_whoever_knows_the_day_of_birth(own: tuple[Client, str, Person]) -> None:
    client, address, person = own
    measure(take(person), "negative")
    assert "Âm tính" not in text(client.get(address))
    assert client.post(address, {"birth_date": "10/03/1950"}).status_code == 422
    assert client.post(address, BORN).status_code == 302
    assert "Âm tính" in text(client.get(address))


def test_the_day_of_birth_is_not_found_by_trying(own: tuple[Client, str, Person]) -> None:
    client, address, _ = own
    for day in range(10, 15):
        client.post(address, {"birth_date": f"{day}/03/1950"})
    assert client.post(address, BORN).status_code == 422


def test_a_sample_that_waits_and_a_pool_are_told_without_calling_anybody_positive(
    own: tuple[Client, str, Person],
) -> None:
    client, address, person = own
    client.post(address, BORN)
    tube = take(person, make.make_person())
    assert "đang ở phòng xét nghiệm" in text(client.get(address))
    measure(tube, "positive")
    page = text(client.get(address))
    assert "Mời đến lấy mẫu lại" in page
    assert "Dương tính" not in page
    assert "đang ở phòng xét nghiệm" not in page


def test_the_paper_is_a_pdf_whose_code_any_verifier_reads(own: tuple[Client, str, Person]) -> None:
    client, address, person = own
    measure(take(person), "negative")
    result = Result.objects.get()
    paper = f"{address}{result.id}/paper/"
    assert client.get(paper).status_code == 302
    client.post(address, BORN)
    answer = client.get(paper)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    who = identity.people([person.id], identity.Purpose.OWN)[person.id]
    certified = services.Certified(who, "Phường Phúc Xá")
    read = dcc.read(services.certificate_text(result, certified, now=timezone.now()))
    assert (read.hcert["dob"], read.hcert["t"][0]["tr"]) == ("1950-03-09", "260415000")
    assert str(person.code) not in str(read.claims)


def test_a_result_under_another_record_of_the_same_person_is_theirs(own: tuple[Client, str, Person]) -> None:
    client, address, person = own
    again = make.make_person()
    measure(take(again), "negative")
    client.post(address, BORN)
    assert "Âm tính" not in text(client.get(address))
    identity.merge(system(), person.id, again.id)
    assert "Âm tính" in text(client.get(address))
    assert client.get(f"{address}{Result.objects.get().id}/paper/").status_code == 200


def test_nobody_elses_results_are_reached(own: tuple[Client, str, Person]) -> None:
    client, address, person = own
    other = make.make_person()
    measure(take(other), "positive", at=ago(1))
    client.post(address, BORN)
    assert client.get(f"{address}{Result.objects.get().id}/paper/").status_code == 404
    stranger = signed_in(make_account("0912345679"))
    assert stranger.get(address).status_code == 404
    assert person.id != other.id
