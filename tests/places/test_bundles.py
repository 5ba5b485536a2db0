"""What scanners keep for the time without a network: signed, in full or what is new, and small."""

import json
from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lachan.core.access import system
from lachan.identity import public as identity
from lachan.identity.models import Card, SigningKey
from lachan.kernel.qr import bundles
from lachan.kernel.signing import PublicKey
from lachan.places import services
from tests import make
from tests.places.gates import Gate, gate

pytestmark = pytest.mark.django_db
A_DAY_BYTES = 100_000


def get(door: Gate, since: str = "", **headers: str) -> Any:
    headers = {"authorization": f"Bearer {door.token}"} | headers
    return Client().get("/api/v1/bundle", {"since": since} if since else {}, headers=headers)


def told(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = json.loads(answer.json()["bundle"])
    return found


def revoked(bundle: dict[str, Any]) -> list[int]:
    return bundles.unpacked(b64decode(bundle["revoked"]))


def keys(bundle: dict[str, Any]) -> list[PublicKey]:
    return [PublicKey(bytes.fromhex(point)) for point in bundle["signers"].values()]


def is_signed(answer: Any, known: Sequence[PublicKey]) -> bool:
    body = answer.json()
    return bundles.is_signed(bundles.Bundle(body["bundle"], body["signatures"]), known)


def cards(number: int) -> list[int]:
    person = make.make_person()
    holder = identity.holder(system(), person.code)
    return [card.number for card in identity.print_cards(system(), [holder] * number, now=timezone.now())]


def take_back(numbers: Sequence[int], at: datetime) -> None:
    assert len(identity.revoke_cards(system(), numbers, now=at)) == len(numbers)


def test_a_bundle_holds_keys_and_cards_taken_back_and_is_signed_by_the_house() -> None:
    door = gate(make.make_place())
    [gone, _kept] = cards(2)
    take_back([gone], timezone.now())
    answer = get(door)
    bundle = told(answer)
    assert revoked(bundle) == [gone]
    assert set(bundle["keys"]) == {key.id for key in SigningKey.objects.filter(purpose="codes")}
    assert is_signed(answer, keys(bundle))
    assert not is_signed(answer, [PublicKey(bytes.fromhex(point)) for point in bundle["keys"].values()])
    assert answer.json()["device"]["place"] == door.place.code
    text = answer.json()["bundle"].replace('"stolen":[]', '"stolen":["00000000"]')
    assert not bundles.is_signed(bundles.Bundle(text, answer.json()["signatures"]), keys(bundle))


def test_what_is_new_comes_alone_and_what_says_the_same_comes_not_at_all() -> None:
    door, now = gate(make.make_place()), timezone.now()
    numbers = cards(4)
    take_back(numbers[:2], now - timedelta(hours=5))
    first = get(door)
    assert set(revoked(told(first))) == set(numbers[:2])
    since = told(first)["as_of"]
    second = get(door, since)
    assert (told(second)["since"], revoked(told(second))) == (since, [])
    third = get(door, told(second)["as_of"], **{"if-none-match": second["ETag"]})
    assert (third.status_code, third.content) == (304, b"")
    take_back(numbers[2:3], timezone.now())
    fourth = get(door, told(second)["as_of"], **{"if-none-match": second["ETag"]})
    assert revoked(told(fourth)) == numbers[2:3]


def test_a_card_whose_last_day_is_over_is_in_no_list() -> None:
    door = gate(make.make_place())
    numbers = cards(2)
    take_back(numbers, timezone.now())
    yesterday = timezone.localdate() - timedelta(days=1)
    Card.objects.filter(number=numbers[0]).update(issued_on=yesterday, valid_until=yesterday)
    assert revoked(told(get(door))) == numbers[1:]


def test_a_new_signer_is_believed_by_who_knew_the_old_one_and_a_stolen_one_by_nobody() -> None:
    door = gate(make.make_place())
    old = keys(told(get(door)))
    identity.rotate_key(system(), identity.BUNDLES)
    answer = get(door)
    assert is_signed(answer, old)
    assert len(keys(told(answer))) == 2
    identity.rotate_key(system(), identity.BUNDLES, stolen=old[0].id.hex())
    assert not is_signed(get(door), old)


def test_a_revoked_device_gets_nothing_and_is_told_so() -> None:
    door = gate(make.make_place())
    services.revoke_device(system(), door.device, now=timezone.now())
    answer = get(door)
    assert (answer.status_code, answer.json()["type"]) == (401, "places.device_refused")
    assert Client().get("/api/v1/bundle").status_code == 401


def test_ten_thousand_cards_taken_back_in_a_day_come_in_a_hundred_kilobytes() -> None:
    door = gate(make.make_place())
    [one] = cards(1)
    card = Card.objects.get(number=one)
    step = (1 << 60) // 10_000
    made = []
    for n in range(10_000):
        number = n * step + n * n % step
        made.append(
            Card(
                number=number, person_id=card.person_id, form="printed", key_id=card.key_id,
                issued_on=card.issued_on, valid_until=card.valid_until, issued_at=card.issued_at,
                issued_by="t", revoked_at=timezone.now(), revoked_by="t",
            )
        )  # fmt: skip
    Card.objects.filter(number=0).delete()
    Card.objects.bulk_create(made)
    since = (timezone.now() - timedelta(days=1)).isoformat()
    answer = get(door, since)
    assert sorted(revoked(told(answer))) == sorted(card.number for card in made)
    assert len(answer.content) <= A_DAY_BYTES
