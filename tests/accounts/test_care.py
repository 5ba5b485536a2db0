"""Whom an account acts for: with a reason, never by a shared number."""

from datetime import date, timedelta

import pytest

from lachan.accounts import queries, services
from lachan.accounts.errors import AlreadyInCare, DocumentNotKnown
from lachan.accounts.models import Account, Care
from lachan.accounts.rules import Relation
from lachan.core.errors import NotAllowed, NotFound, TooMany
from lachan.identity import public as identity
from lachan.identity.models import Identifier, Person, Phone
from lachan.identity.queries.numbers import sealed_identifier, sealed_phones
from tests.accounts.make import PHONE, make_account, signed_in, told
from tests.make import NOON, make_areas, make_person, make_staff

pytestmark = pytest.mark.django_db
BORN = date(1950, 3, 9)
CARD = "001150000001"


def known_person(document: str = CARD) -> Person:
    person = make_person(name="Trần Thị Hoa")
    person.birth_date = BORN
    person.save()
    Identifier.objects.create(person=person, **sealed_identifier(document)._asdict())
    [phone] = sealed_phones(["+84912345678"])
    Phone.objects.create(person=person, sealed=phone.sealed, blind=phone.blind, tail=phone.tail)
    return person


def seen(account: Account) -> list[int]:
    return [line.who.id for line in queries.cares(account)]


def test_a_number_that_stands_on_a_record_gives_no_access_to_it() -> None:
    known_person()
    account = make_account(PHONE)
    assert seen(account) == []
    services.add_person(account, Relation.SELF, told(), now=NOON)
    assert Person.objects.count() == 2


def test_document_and_birth_date_together_open_a_record_nobody_holds() -> None:
    person = known_person()
    care = services.add_person(make_account(), Relation.SELF, told(document=CARD), now=NOON)
    assert (care.person_id, care.basis) == (person.id, "document")


@pytest.mark.parametrize(
    ("document", "born"), [(CARD, date(1950, 3, 10)), ("001150000002", BORN), ("", BORN)]
)
def test_one_of_the_two_is_not_enough_and_looks_like_an_unknown_person(document: str, born: date) -> None:
    person = known_person()
    care = services.add_person(make_account(), Relation.SELF, told(document=document, born=born), now=NOON)
    assert care.person_id != person.id
    assert care.basis == "made"


def test_a_record_somebody_holds_is_joined_at_the_desk_only() -> None:
    person = known_person()
    services.add_person(make_account("0987654321"), Relation.SELF, told(document=CARD), now=NOON)
    thief = make_account("0911111111")
    care = services.add_person(thief, Relation.SELF, told(document=CARD), now=NOON)
    assert care.person_id != person.id
    _, station = make_staff(make_areas()["00001"], "health_worker")
    shown = services.Shown(CARD, BORN, "0922222222", Relation.GRANDPARENT)
    joined = services.assist(station, shown, now=NOON)
    assert (joined.person_id, joined.basis) == (person.id, "desk")
    assert {c.number_end for c in record_of(joined).carers} == {"321", "222"}
    assert [look.purpose for look in record_of(joined).looks] == ["desk"]


def record_of(care: Care) -> queries.RecordPage:
    return queries.record(services.citizen(care.account), care.account, care.id)


def test_the_desk_refuses_what_does_not_fit_and_who_may_not() -> None:
    _, station = make_staff(None, "health_worker")
    _, tracer = make_staff(None, "tracer")
    shown = services.Shown(CARD, BORN, PHONE, Relation.SELF)
    with pytest.raises(DocumentNotKnown):
        services.assist(station, shown, now=NOON)
    known_person()
    with pytest.raises(NotAllowed):
        services.assist(tracer, shown, now=NOON)
    services.assist(station, shown, now=NOON)
    with pytest.raises(AlreadyInCare):
        services.assist(station, shown, now=NOON)


def test_two_people_with_one_document_are_nobody() -> None:
    known_person()
    known_person()
    assert identity.person_by_document(services.citizen(make_account()), CARD, BORN) is None


def test_one_account_has_one_holder_and_many_family_members() -> None:
    account = make_account()
    me = services.add_person(account, Relation.SELF, told("Lê An"), now=NOON)
    services.add_person(account, Relation.GRANDPARENT, told("Lê Bà"), now=NOON + timedelta(1))
    assert [line.who.name for line in queries.cares(account)] == ["Lê An", "Lê Bà"]
    assert queries.cares(account)[0].care == me
    with pytest.raises(AlreadyInCare):
        services.add_person(account, Relation.SELF, told("Lê Khác"), now=NOON)


def test_another_account_sees_and_ends_nothing() -> None:
    care = services.add_person(make_account(), Relation.SELF, told(), now=NOON)
    other = make_account("0987654321")
    with pytest.raises(NotFound):
        queries.record(services.citizen(other), other, care.id)
    with pytest.raises(NotFound):
        services.end_care(other, care.id, now=NOON)
    assert signed_in(other).get(f"/me/{care.id}/").status_code == 404
    assert signed_in(care.account).get(f"/me/{care.id}/").status_code == 200


def test_the_holder_ends_what_others_do_and_a_carer_only_their_own() -> None:
    known_person()
    _, station = make_staff(None, "health_worker")
    carer = services.assist(station, services.Shown(CARD, BORN, "0922222222", Relation.CHILD), now=NOON)
    holder = services.assist(station, services.Shown(CARD, BORN, PHONE, Relation.SELF), now=NOON)
    with pytest.raises(NotFound):
        services.end_care(carer.account, holder.id, now=NOON)
    services.end_care(holder.account, carer.id, now=NOON)
    assert seen(carer.account) == []
    services.end_care(holder.account, holder.id, now=NOON)
    assert seen(holder.account) == []


def test_documents_are_not_tried_without_end() -> None:
    account = make_account()
    for _ in range(10):
        services.add_person(account, Relation.OTHER, told(), now=NOON)
    with pytest.raises(TooMany):
        services.add_person(account, Relation.OTHER, told(), now=NOON)
