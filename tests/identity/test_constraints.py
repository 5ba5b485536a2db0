"""Each numbered promise of the database, broken once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from lachan.identity.models import (
    Alias,
    Card,
    Guardian,
    Household,
    Identifier,
    LookupAlarm,
    Merge,
    Person,
    Phone,
    RecordView,
    Review,
    SigningKey,
    Staff,
)
from tests.breaking import refused
from tests.make import NOON, at, make_person

pytestmark = pytest.mark.django_db


def test_person_r1_code() -> None:
    Person.objects.create(code="P", name="Nguyễn Văn An")
    with refused("person_r1_code"):
        Person.objects.create(code="P", name="Trần Thị Bình")


def test_household_r1_code() -> None:
    Household.objects.create(code="H")
    with refused("household_r1_code"):
        Household.objects.create(code="H")


def test_an_account_has_one_place_in_the_house() -> None:
    user = User.objects.create_user("an")
    Staff.objects.create(user=user, role="tracer")
    with refused("identity_staff_pkey"):
        Staff.objects.create(user=user, role="manager")


def test_alias_r1_into_earlier() -> None:
    earlier, later = make_person(), make_person()
    Alias.objects.create(person=later, root=earlier)
    for root in (earlier, later):
        with refused("alias_r1_into_earlier"):
            Alias.objects.create(person=earlier, root=root)


def test_identifier_r1_once() -> None:
    carried = {"person": make_person(), "kind": "cccd", "sealed": b"s", "blind": b"b", "tail": "123"}
    Identifier.objects.create(**carried)
    Identifier.objects.create(**{**carried, "blind": b"another"})
    with refused("identifier_r1_once"):
        Identifier.objects.create(**carried)


def test_phone_r1_once() -> None:
    one, other = make_person(), make_person()
    reached = {"sealed": b"s", "blind": b"b", "tail": "123"}
    Phone.objects.create(person=one, **reached)
    Phone.objects.create(person=other, **reached)  # a phone is not a person
    with refused("phone_r1_once"):
        Phone.objects.create(person=one, **reached)


def test_guardian_r1_once() -> None:
    child, mother = make_person(), make_person()
    Guardian.objects.create(person=child, guardian=mother, relation="parent")
    with refused("guardian_r1_once"):
        Guardian.objects.create(person=child, guardian=mother, relation="carer")


def test_guardian_r3_ended_pair() -> None:
    child, mother = make_person(), make_person()
    with refused("guardian_r3_ended_pair"):
        Guardian.objects.create(person=child, guardian=mother, relation="parent", ended_by="x")


def test_guardian_r4_known_words() -> None:
    child, mother = make_person(), make_person()
    with refused("guardian_r4_known_words"):
        Guardian.objects.create(person=child, guardian=mother, relation="parent", basis="hearsay")


def test_guardian_r2_somebody_else() -> None:
    child = make_person()
    with refused("guardian_r2_somebody_else"):
        Guardian.objects.create(person=child, guardian=child, relation="other")


def test_merge_r1_once() -> None:
    earlier, later = make_person(), make_person()
    first = Merge.objects.create(person=later, into=earlier, merged_by="an")
    with refused("merge_r1_once"):
        Merge.objects.create(person=later, into=earlier, merged_by="an")
    Merge.objects.filter(id=first.id).update(undone_at=timezone.now(), undone_by="an")
    Merge.objects.create(person=later, into=earlier, merged_by="an")


def test_merge_r2_into_earlier() -> None:
    earlier, later = make_person(), make_person()
    for into in (earlier, later):
        with refused("merge_r2_into_earlier"):
            Merge.objects.create(person=earlier, into=into, merged_by="an")


def test_merge_r3_undone_pair() -> None:
    earlier, later = make_person(), make_person()
    with refused("merge_r3_undone_pair"):
        Merge.objects.create(person=later, into=earlier, merged_by="an", undone_at=timezone.now())


def test_review_r1_once() -> None:
    pair = {"person": make_person(), "other": make_person(), "weight": 3.0}
    Review.objects.create(**pair)
    with refused("review_r1_once"):
        Review.objects.create(**pair)


def test_review_r2_decided_pair() -> None:
    pair = {"person": make_person(), "other": make_person(), "weight": 3.0}
    with refused("review_r2_decided_pair"):
        Review.objects.create(**pair, decision="same", decided_at=timezone.now())


def test_review_r3_decision() -> None:
    pair = {"person": make_person(), "other": make_person(), "weight": 3.0}
    with refused("review_r3_decision"):
        Review.objects.create(**pair, decided_at=timezone.now(), decided_by="an")
    with refused("review_r3_decision"):
        Review.objects.create(**pair, decision="same")


def test_look_r2_last_in_hour() -> None:
    with refused("look_r2_last_in_hour"):
        RecordView.objects.create(
            person_id=1, hour=at(1), actor="an", purpose="desk", ref="", role="tracer", last_at=NOON
        )


def make_key(name: str = "00000001", **told: object) -> SigningKey:
    values = {"purpose": "codes", "point": "02" + "0" * 64, "sealed": b"x", "made_at": NOON, **told}
    return SigningKey.objects.create(id=name, **values)


def make_card(number: int = 1, **told: object) -> Card:
    key = SigningKey.objects.first() or make_key()
    values = {
        "person": make_person(), "form": "printed", "key": key, "issued_on": NOON.date(),
        "valid_until": NOON.date(), "issued_at": NOON, "issued_by": "an", **told,
    }  # fmt: skip
    return Card.objects.create(number=number, **values)


def test_a_key_has_a_name_of_its_own() -> None:
    make_key(retired_at=NOON)
    with refused("identity_signingkey_pkey"):
        make_key()


def test_signingkey_r2_one_signs() -> None:
    make_key("00000001")
    make_key("00000002", purpose="certificates")
    with refused("signingkey_r2_one_signs"):
        make_key("00000003")


def test_signingkey_r3_stolen_is_retired() -> None:
    make_key("00000001", retired_at=NOON, stolen_at=NOON)
    with refused("signingkey_r3_stolen_is_retired"):
        make_key("00000002", stolen_at=NOON)


def test_signingkey_r4_point() -> None:
    with refused("signingkey_r4_point"):
        make_key(point="04" + "0" * 64)


def test_a_card_has_a_number_of_its_own() -> None:
    make_card(1)
    with refused("identity_card_pkey"):
        make_card(1)


@pytest.mark.parametrize("number", [-1, 1 << 60])
def test_card_r2_number(number: int) -> None:
    make_card((1 << 60) - 1)
    with refused("card_r2_number"):
        make_card(number)


@pytest.mark.parametrize("told", [{"form": "app"}, {"form": "printed", "device": "02" + "0" * 64}])
def test_card_r3_device(told: dict[str, str]) -> None:
    make_card(1, form="app", device="03" + "a" * 64)
    with refused("card_r3_device"):
        make_card(2, **told)


def test_card_r4_revoked() -> None:
    make_card(1, revoked_at=NOON, revoked_by="an")
    with refused("card_r4_revoked"):
        make_card(2, revoked_at=NOON)
    with refused("card_r4_revoked"):
        make_card(2, revoked_by="an")


def test_card_r5_valid() -> None:
    with refused("card_r5_valid"):
        make_card(1, valid_until=NOON.date() - timedelta(days=1))


def test_alarm_r2_refused() -> None:
    told = {"role": "tracer", "area_path": "", "purpose": "register", "raised_at": NOON, "hour": NOON}
    LookupAlarm.objects.create(actor="an", **told)
    with refused("identity_lookup_alarm_pkey"):
        LookupAlarm.objects.create(actor="an", **told)
    with refused("alarm_r2_refused"):
        LookupAlarm.objects.create(actor="binh", refused=0, **told)
