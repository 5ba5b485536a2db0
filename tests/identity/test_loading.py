"""People and households: loaded as often as one likes, and every bad row told."""

from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from lachan.core import keys, resealing
from lachan.identity import public as identity
from lachan.identity.models import Household, Identifier, Merge, Person, Phone
from lachan.identity.queries import numbers
from tests import make
from tests.core.files import contents, load, table

pytestmark = pytest.mark.django_db
HEADER = "code,name,birth_date,sex,phone,national_id,area_code,household"
SEEN = (
    "code",
    "name",
    "birth_date",
    "sex",
    "phone",
    "national_id",
    "area_id",
    "area_path",
    "household__code",
)


def test_people_are_stored_as_told_with_their_households(tmp_path: Path) -> None:
    units = make.make_areas()
    told = load(
        "people",
        table(
            HEADER,
            "P1,Nguyễn Thị Hà,05/02/1984,nữ,+84 912 345 678,001084000123,00001,H1",
            "P2,Lê Văn Tám,1980-12-31,Nam,,,00001,H1",
            "P3,Trần Ẩn,,,,,,",
        ),
        tmp_path,
    )
    assert (told.code, told.stored, told.rejects) == (0, 3, [])
    assert [person[0] for person in contents(Person, "code", "household__code") if person[1] == "H1"] == [
        "P1",
        "P2",
    ]
    first, hidden = Person.objects.get(code="P1"), Person.objects.get(code="P3")
    assert (str(first.birth_date), first.sex, first.area_path) == (
        "1984-02-05",
        "female",
        units["00001"].path,
    )
    assert (hidden.area_id, hidden.area_path, hidden.sex, hidden.household) == (None, "", "unknown", None)


def test_every_bad_person_is_told_and_the_good_ones_are_stored(tmp_path: Path) -> None:
    make.make_areas()
    told = load(
        "people",
        table(
            HEADER,
            "P1,An,,,,,00001,",
            ",Không mã,,,,,00001,",
            "P3,,,,,,00001,",
            "P4,Xứ lạ,,,,,99999,",
            "P5,Tương lai,2999-01-01,,,,00001,",
            "P6,Ngày lạ,30/02/1990,,,,00001,",
            "P7,Giới lạ,,x,,,00001,",
            "P8,Điện thoại lạ,,,gọi sau,,00001,",
            "P9,Số lạ,,,,12,00001,",
            "P10,=1+1,,,,,00001,",
            "P1,An khác,,,,,00001,",
            "P12,Thiếu ô,,,,00001",
        ),
        tmp_path,
    )
    assert told.code == 2
    assert told.rejects == [
        (3, "code", "table.empty"),
        (4, "name", "table.empty"),
        (5, "area_code", "areas.unknown_code"),
        (6, "birth_date", "identity.born_in_the_future"),
        (7, "birth_date", "table.day"),
        (8, "sex", "table.sex"),
        (9, "phone", "table.phone"),
        (10, "national_id", "table.national_id"),
        (11, "name", "table.formula"),
        (12, "code", "identity.code_twice"),
        (13, "", "table.fields"),
    ]
    assert contents(Person, "code", "name") == [("P1", "An")]


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    make.make_areas()
    file = table(
        HEADER, "P1,An,1990-01-01,male,0912,001084000123,00001,H1", "P2,Bình,,,,,,H1", "P2,Bình,,,,,,H1"
    )
    assert load("people", file, tmp_path).stored == 2
    before = contents(Person), contents(Household)
    again = load("people", file, tmp_path)
    assert (again.code, again.stored, again.rejects) == (0, 0, [])
    assert (contents(Person), contents(Household)) == before


def test_a_later_file_may_change_anything_but_the_code(tmp_path: Path) -> None:
    units = make.make_areas()
    load(
        "people",
        table(HEADER, "P1,An,1990-01-01,male,0912,001084000123,00001,H1", "P2,Bình,,,,,00001,H1"),
        tmp_path,
    )
    kept = Person.objects.get(code="P1").id
    told = load("people", table(HEADER, "P1,Ẩn,1991-01-01,other,0913,001084000124,00004,H2"), tmp_path)
    assert told.stored == 1
    person = Person.objects.get(code="P1")
    assert person.id == kept
    assert (person.name, person.area_id, person.sex) == ("Ẩn", units["00004"].id, "other")
    assert person.household is not None
    assert person.household.code == "H2"


def test_someone_who_moves_out_leaves_the_others_at_home_and_an_empty_home_does_no_harm(
    tmp_path: Path,
) -> None:
    load("people", table(HEADER, "P1,An,,,,,,H1", "P2,Bình,,,,,,H1"), tmp_path)
    load("people", table(HEADER, "P1,An,,,,,,"), tmp_path)
    assert contents(Person, "code", "household__code") == [("P1", None), ("P2", "H1")]
    load("people", table(HEADER, "P2,Bình,,,,,,H2"), tmp_path)
    assert contents(Household, "code") == [("H1",), ("H2",)]
    assert Household.objects.get(code="H1").members.count() == 0


def test_a_list_from_elsewhere_is_matched_as_it_comes_and_twice_changes_nothing(tmp_path: Path) -> None:
    make.make_areas()
    load("people", table(HEADER, "P1,Nguyễn Thị Hoà,1984-02-05,nữ,0912345678,001184000123,00001,"), tmp_path)
    file = tmp_path / "clinic.csv"
    file.write_text(table(HEADER, "K1,NGUYEN THI HOA,05/02/1984,nữ,0912345678,001184000123,00001,"), "utf-8")
    for _ in range(2):
        call_command("load_people", file, match=True, verbosity=0)
    first, second = Person.objects.get(code="P1"), Person.objects.get(code="K1")
    assert make.root_of(second.id) == first.id
    assert Merge.objects.count() == 1


def test_a_later_file_keeps_every_number_and_the_last_phone_is_called(tmp_path: Path) -> None:
    for phone in ("0912345678", "0987654321", "0912345678"):
        load("people", table(HEADER, f"P1,An,1984,,{phone},001184000123,,"), tmp_path)
    person = Person.objects.get(code="P1")
    assert person.phones.count() == 2
    assert identity.people([person.id], identity.Purpose.REGISTER)[person.id].phone == "0912345678"
    assert (person.birth_precision, person.identifiers.count()) == ("year", 1)


def test_numbers_and_phones_follow_a_rotation_of_keys(tmp_path: Path, settings: Settings) -> None:
    settings.KEYS, settings.KEYS_FILE = "", tmp_path / "ring"
    load("people", table(HEADER, "P1,An,1984,,0912345678,001184000123,,"), tmp_path)
    old = keys.ring().newest.id.hex()
    keys.add(make.NOON.date())
    assert resealing.uses()[old] == 2
    assert sum(resealing.reseal(field) for field in resealing.sealed_columns()) == 2
    assert resealing.uses()[old] == 0
    assert numbers.opened_identifier(bytes(Identifier.objects.get().sealed)) == "001184000123"
    assert numbers.opened_phone(bytes(Phone.objects.get().sealed)) == "0912345678"
    assert Identifier.objects.filter(blind=numbers.blind_identifier("001184000123")).exists()


def test_phones_of_ten_digits_are_sealed_in_one_length() -> None:
    sealed = numbers.sealed_phones(["0912345678", "+84 987 654 321", "01682345678"])
    assert len({len(phone.sealed) for phone in sealed}) == len({len(phone.blind) for phone in sealed}) == 1
    assert len({phone.sealed for phone in sealed}) == 3


def test_people_can_be_loaded_before_there_is_any_area(tmp_path: Path) -> None:
    told = load("people", table(HEADER, "P1,An,,,,,,", "P2,Bình,,,,,00001,"), tmp_path)
    assert (told.stored, told.rejects) == (1, [(3, "area_code", "areas.unknown_code")])
