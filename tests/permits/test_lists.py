"""Employers send lists: good lines wait, bad ones are told, the quota counts people."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client

from lachan.accounts import public as accounts
from lachan.identity.models import Identifier, Person
from lachan.identity.queries import numbers
from lachan.permits import services
from lachan.permits.errors import NoQuota, OrganisationUnknown
from lachan.permits.models import Application, Organisation
from tests.accounts.make import make_account, signed_in
from tests.permits.make import NOW, Town, town

pytestmark = pytest.mark.django_db
BORN = date(1990, 2, 3)
HEAD = "document,birth_date,reason,from,days,shift,journey,plate"


class Employer:
    """An account with an organisation in the first commune, and people with numbers."""

    def __init__(self, place: Town, quota: int | None = 10) -> None:
        self.place, self.account = place, make_account(now=NOW)
        actor = accounts.citizen(self.account)
        self.found = services.register_organisation(
            actor, self.account.id, "Xưởng May", place.units["00001"], now=NOW
        )
        if quota is not None:
            services.grant_quota(place.registrar, self.found.id, quota, now=NOW)
        self.browser: Client = signed_in(self.account)

    def worker(self, number: int) -> Person:
        person = self.place.person(f"Người {number}")
        Person.objects.filter(pk=person.pk).update(birth_date=BORN)
        sealed = numbers.sealed_identifier(self.number(number))
        Identifier.objects.create(person=person, **sealed._asdict())
        return person

    @staticmethod
    def number(number: int) -> str:
        return f"0010900{number:05d}"

    def line(self, number: int, **told: object) -> str:
        given = {
            "document": self.number(number), "birth_date": BORN, "reason": "work", "from": NOW.date(),
            "days": 7, "shift": "", "journey": "", "plate": "",
        } | told  # fmt: skip
        return ",".join(str(value) for value in given.values())

    def send(self, *lines: str) -> str:
        file = BytesIO("\n".join([HEAD, *lines]).encode())
        file.name = "staff.csv"
        answer = self.browser.post(f"/me/organisations/{self.found.id}/", {"file": file})
        return answer.content.decode()


@pytest.fixture
def place() -> Town:
    return town()


def test_good_lines_wait_in_the_commune_of_the_workplace_and_bad_ones_are_told(place: Town) -> None:
    employer = Employer(place)
    people = [employer.worker(n) for n in range(3)]
    shown = employer.send(
        employer.line(0, shift="06:00-14:00", plate="29A-123.45"),
        employer.line(1, days=8),
        employer.line(2, shift="04:00-12:00"),
        employer.line(2, shift="sáng"),
        employer.line(7),
        employer.line(2, birth_date="1991-01-01"),
        employer.line(2, reason="party"),
    )
    row = Application.objects.get()
    assert (row.person_id, row.area_path) == (people[0].id, place.units["00001"].path)
    assert (row.hours_begin, row.hours_end, row.plate) == (360, 840, "29A12345")
    told = ["too_long", "hours_too_wide", "shift", "person_unknown", "reason_unknown"]
    assert all(f"permits.{code}" in shown for code in told)
    assert shown.count("permits.person_unknown") == 2
    for person in people:
        assert person.name not in shown


def test_a_list_that_comes_twice_changes_nothing(place: Town) -> None:
    employer = Employer(place)
    employer.worker(0), employer.worker(1)
    employer.send(employer.line(0), employer.line(1))
    employer.send(employer.line(0), employer.line(1))
    assert Application.objects.count() == 2
    services.decide(
        place.registrar, list(Application.objects.values_list("id", flat=True)), now=NOW, approve=True
    )
    employer.send(employer.line(0), employer.line(1))
    assert Application.objects.count() == 2


def test_the_quota_counts_people_in_the_order_of_the_file(place: Town) -> None:
    employer = Employer(place, quota=2)
    people = [employer.worker(n) for n in range(3)]
    later = NOW.date() + timedelta(days=7)
    shown = employer.send(
        employer.line(0), employer.line(0, **{"from": later}), employer.line(1), employer.line(2)
    )
    assert shown.count("permits.over_quota") == 1
    assert set(Application.objects.values_list("person_id", flat=True)) == {people[0].id, people[1].id}
    assert "permits.over_quota" in employer.send(employer.line(2))


def test_without_a_quota_no_list_is_taken(place: Town) -> None:
    employer = Employer(place, quota=None)
    employer.worker(0)
    employer.send(employer.line(0))
    assert not Application.objects.exists()
    columns = services.LineColumns
    from lachan.core.batches import origin_of_scans

    empty = columns(origin_of_scans(0), [], [], [], [], [], [], [], [])
    with pytest.raises(NoQuota):
        services.apply_list(
            accounts.citizen(employer.account), employer.account.id, employer.found.id, empty, now=NOW
        )


def test_an_organisation_is_its_accounts_own_and_its_communes(place: Town) -> None:
    employer = Employer(place)
    stranger = signed_in(make_account("098 765 43 21", now=NOW))
    assert stranger.get(f"/me/organisations/{employer.found.id}/").status_code == 404
    with pytest.raises(OrganisationUnknown):
        services.grant_quota(place.neighbour, employer.found.id, 99, now=NOW)
    assert Organisation.objects.get().quota == 10
