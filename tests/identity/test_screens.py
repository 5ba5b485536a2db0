"""The pages of people: found by bare words, decided in pairs, merged and taken apart again."""

import pytest
from django.test import Client
from django.urls import reverse

from lachan.areas.public import Unit
from lachan.core.access import system
from lachan.identity.models import Decision, Merge, Person, RecordView, Review
from lachan.identity.queries.persons import person_page
from lachan.identity.queries.reviews import waiting
from lachan.identity.services import decide, link, undo
from tests import make
from tests.identity.test_matching import AN, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> dict[str, Unit]:
    return make.make_areas()


@pytest.fixture
def doubtful(units: dict[str, Unit]) -> Review:
    """A pair that somebody must look at."""
    store(AN)
    [second] = store(("N1", "Nguyễn Thị Hà", "1984-02-05", "female", "0912345678", "001184000124"))
    assert link(system(), [second]).review == 1
    return Review.objects.get()


def client_of(unit: Unit | None, role: str = "tracer") -> Client:
    client = Client()
    client.force_login(make.make_staff(unit, role)[0])
    return client


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyen hoa", ["R1"]),
        ("HÒA", ["R1"]),
        ("hoa ngu", ["R1"]),
        ("thị", ["R1", "R2"]),
        ("oa", []),
        ("001184000123", ["R1"]),
        ("+84 912 345 678", ["R1"]),
        ("", ["R1", "R2"]),
        ("' & | ! :* \\", ["R1", "R2"]),
    ],
)
def test_people_are_found_by_bare_words_numbers_and_phones(
    units: dict[str, Unit], text: str, found: list[str]
) -> None:
    store(AN, ("R2", "Trần Thị Đào", "1990", "female", "", ""))
    assert [who.code for who in person_page(system(), text).people] == found


def test_a_list_shows_the_actors_area_and_goes_on_where_it_stopped(units: dict[str, Unit]) -> None:
    store(*((f"R{i:03}", "Lê An", "", "unknown", "", "") for i in range(60)))
    store(("X", "Lê An", "", "unknown", "", ""), area="09163")
    _, here = make.make_staff(units["01"])
    first = person_page(here, "le an")
    rest = person_page(here, "le an", after=first.last)
    codes = [who.code for page in (first, rest) for who in page.people]
    assert codes == [f"R{i:03}" for i in range(60)]
    assert rest.last is None


def test_deciding_and_taking_back_leaves_everything_as_it_was(doubtful: Review) -> None:
    before = list(Person.objects.order_by("id").values())
    decide(system(), doubtful.id, Decision.SAME)
    assert make.root_of(doubtful.person_id) == doubtful.other_id
    assert waiting(system()) is None
    assert undo(system()) == doubtful.id
    assert list(Person.objects.order_by("id").values()) == before
    assert not Merge.objects.filter(undone_at=None).exists()
    found = waiting(system())
    assert found is not None
    assert found.id == doubtful.id


def test_what_a_human_being_kept_apart_no_import_puts_together(doubtful: Review) -> None:
    decide(system(), doubtful.id, Decision.DIFFERENT)
    assert link(system(), [doubtful.person_id]).new == 1
    assert Review.objects.get().decision == "different"


def test_the_queue_of_another_area_is_neither_seen_nor_decided(
    units: dict[str, Unit], doubtful: Review
) -> None:
    stranger = client_of(units["09163"])
    assert "N1" not in stranger.get(reverse("identity:reviews")).content.decode()
    assert stranger.get(reverse("identity:review", args=[doubtful.id])).status_code == 404
    stranger.post(reverse("identity:decide", args=[doubtful.id]), {"decision": "same"})
    assert not Merge.objects.exists()


def test_a_pair_is_decided_and_taken_back_on_the_page(units: dict[str, Unit], doubtful: Review) -> None:
    here = client_of(units["00001"])
    page = here.get(reverse("identity:reviews")).content.decode()
    assert "Nguyễn Thị Hoà" in page
    assert "Khác tên" in page
    here.post(reverse("identity:decide", args=[doubtful.id]), {"decision": "same", "next": ""})
    assert Merge.objects.filter(undone_at=None).count() == 1
    here.post(reverse("identity:undo"))
    assert Merge.objects.filter(undone_at=None).count() == 0


def test_a_person_is_compared_merged_and_taken_apart_on_the_pages(
    units: dict[str, Unit], doubtful: Review
) -> None:
    here = client_of(units["00001"])
    page = here.get(reverse("identity:person", args=["N1"])).content.decode()
    merge = reverse("identity:merge", args=["N1", "R1"])
    assert merge in page
    assert here.get(merge).status_code == 200
    assert not Merge.objects.exists()  # a preview changes nothing
    assert here.post(merge).status_code == 302
    assert here.post(merge).status_code == 422
    assert "N1" in here.get(reverse("identity:person", args=["R1"])).content.decode()
    here.post(reverse("identity:unmerge", args=["N1"]))
    assert make.root_of(Person.objects.get(code="N1").id) is None


def test_a_number_that_looks_wrong_is_kept_and_told(units: dict[str, Unit]) -> None:
    store(("R1", "Nguyễn Văn Nam", "1984-02-05", "male", "0912345678", "099184000123"))
    page = client_of(units["00001"]).get(reverse("identity:person", args=["R1"])).content.decode()
    assert "Không có tỉnh nào mang mã 099" in page
    assert "ứng với giới tính khác" in page


def test_no_number_and_no_phone_lies_open_in_the_tables(units: dict[str, Unit]) -> None:
    from django.db import connection

    store(AN)
    with connection.cursor() as cursor:
        tables = ("identity_person", "identity_identifier", "identity_phone")
        cursor.execute(" UNION ALL ".join(f"SELECT t::text FROM {table} t" for table in tables))  # noqa: S608
        stored = " ".join(row[0] for row in cursor.fetchall())
    hexed = (AN[4].encode().hex(), AN[5].encode().hex())
    assert not any(secret in stored for secret in (AN[4], AN[5], *hexed))
    assert AN[1] in stored  # the control: what is not sealed is found


def test_every_page_with_people_writes_down_who_looked(units: dict[str, Unit], doubtful: Review) -> None:
    client, both = client_of(None), {doubtful.person_id, doubtful.other_id}
    code = Person.objects.get(id=doubtful.person_id).code
    for url, purpose in (
        (reverse("identity:people"), "register_list"),
        (reverse("identity:person", args=[code]), "register"),
        (reverse("identity:review", args=[doubtful.id]), "matching"),
    ):
        RecordView.objects.all().delete()
        assert client.get(url).status_code == 200
        seen = set(RecordView.objects.filter(purpose=purpose).values_list("person_id", flat=True))
        assert seen >= (both if purpose == "matching" else {doubtful.person_id})
    RecordView.objects.all().delete()
    client.get(reverse("identity:people"), {"q": "nobody by this name"})
    assert not RecordView.objects.exists()
