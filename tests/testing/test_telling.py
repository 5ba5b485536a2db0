"""Whose result came is told within the next job: once, to everybody who acts for them, and nothing of it."""

import json
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from lachan.accounts import services as accounts
from lachan.accounts.models import Account, Code, Text
from lachan.accounts.rules import Relation
from lachan.config.env import BadSetting, read
from lachan.core import sealing
from lachan.core.access import system
from lachan.identity import public as identity
from lachan.identity.models import Person, Phone
from lachan.identity.queries import numbers
from lachan.testing import services
from lachan.testing.models import Order, Origin, Outcome, Result, Telling
from tests import make
from tests.accounts.make import make_account, signed_in, told
from tests.testing.lab import actor, ago, measure, now, take

pytestmark = pytest.mark.django_db
MINE, HERS = "0912345678", "0912345679"
BORN = {"birth_date": "09/03/1950"}
SITE = "https://lachan.example"


@pytest.fixture(autouse=True)
def gateway(settings: Settings) -> None:
    """A gateway that no test reaches: what waits for it is read from the queue."""
    settings.ACCOUNTS_DEMO, settings.SITE_ADDRESS = False, SITE
    settings.ACCOUNTS_SMS_URL = "http://127.0.0.1:9/"


def family(phone: str = MINE) -> tuple[Account, Person]:
    """An account with a person."""
    account = make_account(phone, now=now())
    care = accounts.add_person(account, Relation.SELF, told(), now=now())
    person = Person.objects.get(id=care.person_id)
    unit = make.make_areas()["00001"]
    person.area_id, person.area_path = unit.id, unit.path
    person.save(update_fields=["area_id", "area_path"])
    return account, person


def tell_all() -> None:
    """Run the telling alone: no text leaves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'todo'"
            " AND task_name = 'testing.tell' RETURNING args"
        )
        for (arguments,) in cursor.fetchall():
            found = json.loads(arguments) if isinstance(arguments, str) else arguments
            services.tell(system("testing"), found["people"], now=now())


def texts() -> list[tuple[str, str]]:
    """Number and words of each text that waits."""
    rows = list(Text.objects.exclude(sealed=None).order_by("queued_at", "id"))
    keys, bodies = [row.id for row in rows], [row.sealed for row in rows]
    plain = sealing.unseal_many(bodies, context="accounts_text.sealed", rows=keys)
    return [tuple(json.loads(one or b"")) for one in plain]


def test_a_result_is_told_at_once_without_name_or_outcome() -> None:
    _, person = family()
    measure(take(person), "positive")
    tell_all()
    [(number, words)] = texts()
    assert number == "+84912345678"
    assert f"{SITE}/me/tests/" in words
    for secret in (person.name, person.code, "tính", "ositive", str(Result.objects.get().id)):
        assert secret not in words
    assert Telling.objects.get().reach == "text"


def test_every_outcome_reads_the_same() -> None:
    said = set()
    for phone, outcome in ((MINE, "positive"), (HERS, "negative")):
        Text.objects.all().delete()
        measure(take(family(phone)[1]), outcome)
        tell_all()
        said.add(texts()[0][1])
    assert len(said) == 1


def test_whoever_acts_for_somebody_is_told_and_a_family_in_one_tube_once() -> None:
    account, mother = family()
    child = accounts.add_person(account, Relation.CHILD, told("Trần Văn Bé"), now=now())
    measure(take(mother, Person.objects.get(id=child.person_id)), "negative")
    tell_all()
    assert [number for number, _ in texts()] == ["+84912345678"]
    assert Telling.objects.count() == 2
    ended = accounts.end_care(account, child.id, now=now())
    Text.objects.all().delete()
    measure(take(Person.objects.get(id=ended.person_id)), "negative", at=ago(0.5))
    tell_all()
    assert texts() == [], "who acts no more is told nothing"


def test_a_result_under_another_record_of_the_same_person_is_told_to_their_account() -> None:
    _, person = family()
    again = make.make_person()
    identity.merge(system(), person.id, again.id)
    measure(take(again), "negative")
    tell_all()
    assert len(texts()) == 1


def test_however_often_the_job_runs_it_is_told_once() -> None:
    _, person = family()
    measure(take(person), "positive")
    for _ in range(3):
        assert services.tell(system("testing"), [person.id], now=now()) == (1 if not _ else 0)
    tell_all()
    assert len(texts()) == 1
    Telling.objects.all().delete()  # the control: without the memory of it, it would be told again
    assert services.tell(system("testing"), [person.id], now=now()) == 1


def test_a_correction_is_told_too() -> None:
    _, person = family()
    measure(take(person), "positive")
    tell_all()
    services.correct_result(system(), Result.objects.get().id, Outcome.NEGATIVE)
    tell_all()
    assert len(texts()) == 2
    assert Telling.objects.count() == 2


def test_a_positive_pool_tells_its_people_to_come_again_in_the_same_words() -> None:
    _, person = family()
    measure(take(person, make.make_person()), "positive")
    tell_all()
    assert [number for number, _ in texts()] == ["+84912345678"]
    assert set(Telling.objects.values_list("kind", flat=True)) == {"recall"}
    assert Order.objects.count() == 2


def test_a_file_of_last_month_is_history_and_a_late_tube_is_not() -> None:
    _, person = family()
    old = {"person_id": person.id, "test_type": "pcr", "outcome": "negative", "released_by": "x"}
    before = now() - timedelta(days=30)
    Result.objects.create(**old, sampled_at=before, released_at=before, origin=Origin.FILE)
    assert services.tell(system("testing"), [person.id], now=now()) == 0
    at = before + timedelta(days=1)
    Result.objects.create(**old, sampled_at=at, released_at=at, origin=Origin.TUBE)
    assert services.tell(system("testing"), [person.id], now=now()) == 1


def test_who_has_no_account_is_told_on_their_phone_and_waits_on_the_list_for_paper() -> None:
    unit = make.make_areas()["00001"]
    alone = make.make_person(area=unit)
    [sealed] = numbers.sealed_phones(["0987654321"])
    Phone.objects.create(person=alone, sealed=sealed.sealed, blind=sealed.blind, tail=sealed.tail)
    measure(take(alone), "positive")
    measure(take(make.make_person(area=unit)), "negative")
    tell_all()
    assert [number for number, _ in texts()] == ["+84987654321"]
    assert set(Telling.objects.values_list("reach", flat=True)) == {"paper"}


def test_without_a_gateway_nothing_waits_for_one(settings: Settings) -> None:
    settings.ACCOUNTS_SMS_URL = ""
    _, person = family()
    measure(take(person), "negative")
    tell_all()
    assert texts() == []
    assert Telling.objects.get().reach == "account"


def test_the_number_of_an_account_is_kept_sealed_and_an_account_of_before_is_not_texted() -> None:
    account, person = family()
    assert b"912345678" not in bytes(account.number)
    assert b"912345678" not in bytes(Code.objects.get().number)
    Account.objects.update(number=None)
    measure(take(person), "negative")
    tell_all()
    assert texts() == []
    make_account(MINE, now=now() + timedelta(seconds=1))
    assert Account.objects.get().number is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_two_workers_at_once_tell_once() -> None:
    _, person = family()
    measure(take(person), "positive")
    meet, done = Barrier(2), []

    def one() -> None:
        meet.wait(10)
        done.append(services.tell(system("testing"), [person.id], now=now()))
        connection.close()

    threads = [Thread(target=one) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join(20) for thread in threads]
    assert sorted(done) == [0, 1]
    assert len(texts()) == 1


@pytest.mark.parametrize("wrong", ["http://lachan.example", "lachan.example", "ftp://x"])
def test_a_link_that_would_be_read_on_the_way_is_refused(wrong: str) -> None:
    with pytest.raises(BadSetting, match="LACHAN_ADDRESS"):
        read({"LACHAN_ADDRESS": wrong}).own_address()
    assert read({"LACHAN_ADDRESS": f"{SITE}/"}).own_address() == SITE


# --- pages


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_link_never_ends_but_asks_who_one_is_and_leads_back() -> None:
    account, person = family()
    measure(take(person), "positive")
    tell_all()
    stranger = Client()
    answer = stranger.get("/me/tests/")
    assert answer.url == "/me/sign-in/?next=/me/tests/"
    stranger.get(answer.url)
    assert stranger.session["back"] == "/me/tests/"
    page = body(signed_in(account).get("/me/tests/"))
    assert person.name in page
    assert "Dương tính" not in page
    for elsewhere in ("https://evil.example/", "//evil.example/me/", "/tests/"):
        fresh = Client()
        fresh.get("/me/sign-in/", {"next": elsewhere})
        assert "back" not in fresh.session


def staff(area: str = "00001", role: str = "health_worker") -> Client:
    client = Client()
    client.force_login(make.make_staff(make.make_areas()[area], role)[0])
    return client


def alone() -> tuple[Person, Telling]:
    unit = make.make_areas()["00001"]
    person = make.make_person(area=unit)
    person.birth_date = date(1950, 3, 9)
    person.save(update_fields=["birth_date"])
    measure(take(person), "positive")
    tell_all()
    return person, Telling.objects.get()


def test_the_commune_hands_out_a_signed_paper_to_whoever_shows_the_day_of_birth() -> None:
    person, told_of = alone()
    client = staff()
    page = body(client.get("/tests/papers/"))
    assert person.code in page
    assert "Dương tính" not in page
    paper = f"/tests/papers/{told_of.ref}/"
    assert "Dương tính" not in body(client.get(paper))
    assert client.post(paper, {"birth_date": "01/01/1901"}).status_code == 422
    answer = client.post(paper, BORN)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    told_of.refresh_from_db()
    assert told_of.handed_at is not None
    assert person.code not in body(client.get("/tests/papers/"))
    assert client.post(paper, BORN).status_code == 200


def test_a_corrected_result_leaves_the_list_and_the_correction_comes_onto_it() -> None:
    person, told_of = alone()
    services.correct_result(system(), told_of.ref, Outcome.NEGATIVE)
    client = staff()
    assert client.get(f"/tests/papers/{told_of.ref}/").status_code == 404
    tell_all()
    assert body(client.get("/tests/papers/")).count(person.code) == 1


def test_another_commune_sees_nobody_and_another_role_nothing() -> None:
    person, told_of = alone()
    there = staff("00004")
    assert person.code not in body(there.get("/tests/papers/"))
    assert there.get(f"/tests/papers/{told_of.ref}/").status_code == 404
    assert staff("00001", "laboratory").get("/tests/papers/").status_code == 403
    assert not actor("sampler").may("testing.hand_out", "")
