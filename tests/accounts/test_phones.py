"""A telephone of one's own shows codes for a family; a lost one is taken back."""

import json
from base64 import b64decode
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lachan.accounts import services
from lachan.accounts.models import Account
from lachan.accounts.rules import Relation
from lachan.identity import public as identity
from lachan.identity.models import Card, Person
from lachan.kernel.qr.own import shown
from lachan.kernel.signing import PrivateKey, new_key
from tests.accounts.make import make_account, signed_in, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    """A granddaughter who cares for her grandmother too."""
    account = make_account(now=timezone.now())
    for relation, name in ((Relation.SELF, "Trần Thu Hà"), (Relation.GRANDPARENT, "Nguyễn Thị Nguyệt")):
        services.add_person(
            account, relation, told(name, "001150000001" if name[0] == "N" else ""), now=timezone.now()
        )
    return account


def certify(client: Client, key: PrivateKey) -> list[dict[str, str]]:
    body = json.dumps({"point": key.public.point.hex()})
    answer = client.post(reverse("accounts:certify"), body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, str]] = answer.json()["cards"]
    return found


def judged(card: dict[str, str], key: PrivateKey, at: datetime) -> str:
    reading = identity.judge(shown(b64decode(card["certificate"]), key, at), timezone.now())
    return f"{reading.valid} {reading.why[-1].code}"


def test_every_person_of_the_account_has_a_code_on_the_phone_that_holds_for_ninety_seconds(
    account: Account,
) -> None:
    key, now = new_key(), timezone.now()
    cards = certify(signed_in(account), key)
    assert [(card["name"], card["paper"][:8]) for card in cards][1] == ("Nguyễn Thị Nguyệt", "CCCD •••")
    for card in cards:
        assert judged(card, key, now) == "True signed"
        assert judged(card, key, now - timedelta(seconds=95)) == "False too_old"
        assert judged(card, new_key(), now) == "False signature_wrong"


def test_asked_again_the_phone_keeps_its_cards_and_a_new_member_of_the_family_joins(account: Account) -> None:
    client, key = signed_in(account), new_key()
    certify(client, key)
    services.add_person(account, Relation.CHILD, told("Lê Minh"), now=timezone.now())
    cards = certify(client, key)
    assert len(cards) == Card.objects.count() == 3
    assert {judged(card, key, timezone.now()) for card in cards} == {"True signed"}


def test_a_lost_phone_is_taken_back_signed_out_and_must_begin_anew(account: Account) -> None:
    lost, mine, key = signed_in(account), signed_in(account), new_key()
    [card, _] = certify(lost, key)
    page = mine.get(reverse("accounts:phones")).content.decode()
    assert key.public.point.hex() in page
    mine.post(reverse("accounts:phones"), {"device": key.public.point.hex()})
    assert judged(card, key, timezone.now()) == "False revoked"
    body = json.dumps({"point": key.public.point.hex()})
    again = mine.post(reverse("accounts:certify"), body, content_type="application/json")
    assert again.status_code == 409
    assert {judged(one, other, timezone.now()) for other in [new_key()] for one in certify(mine, other)} == {
        "True signed"
    }


def test_a_stranger_takes_no_phone_back_and_gets_no_codes(account: Account) -> None:
    key = new_key()
    [card, _] = certify(signed_in(account), key)
    stranger = make_account("0987654321", now=timezone.now())
    client = signed_in(stranger)
    assert certify(client, new_key()) == []
    client.post(reverse("accounts:phones"), {"device": key.public.point.hex()})
    assert judged(card, key, timezone.now()) == "True signed"
    nobody = Client().post(reverse("accounts:certify"), "{}", content_type="application/json")
    assert nobody.status_code == 302


def test_who_may_act_no_more_shows_the_code_no_more(account: Account) -> None:
    key = new_key()
    cards = certify(signed_in(account), key)
    care = account.cares.get(relation=Relation.GRANDPARENT)
    services.end_care(account, care.id, now=timezone.now())
    assert [judged(card, key, timezone.now()) for card in cards] == ["True signed", "False revoked"]


@pytest.mark.parametrize("body", ["", "{}", '{"point": "02"}', '{"point": 7}', '{"point": "zz"}'])
def test_a_key_that_is_none_is_refused(account: Account, body: str) -> None:
    answer = signed_in(account).post(reverse("accounts:certify"), body, content_type="application/json")
    assert answer.status_code == 400


def test_the_page_of_the_code_has_nobody_in_it_and_signing_out_empties_the_phone(account: Account) -> None:
    client = signed_in(account)
    page = client.get(reverse("accounts:my_code"))
    assert not any(name in page.content.decode() for name in Person.objects.values_list("name", flat=True))
    assert "importScripts" in Client().get(reverse("accounts:worker")).content.decode()
    assert client.post(reverse("accounts:leave")).headers["Clear-Site-Data"] == '"storage"'


def test_signing_out_where_a_gate_scans_leaves_its_storage(account: Account) -> None:
    client = signed_in(account)
    client.cookies["gate"] = "1"
    answer = client.post(reverse("accounts:leave"))
    assert "Clear-Site-Data" not in answer.headers
    assert answer.headers["Location"].endswith("?left")
