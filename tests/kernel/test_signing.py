"""Signing and its small alphabets, against published vectors and the laws they should keep."""

from base64 import urlsafe_b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lachan.kernel import base45, serial, signing
from tests.kernel.vectors import FOLDER, published

KEY = signing.private_key(bytes(31) + b"\x07")


def wycheproof() -> list[tuple[signing.PublicKey, dict[str, Any]]]:
    groups = published("jose/wycheproof/ecdsa_secp256r1_sha256_p1363_test.json")["testGroups"]
    named = [(group["publicKey"], test) for group in groups for test in group["tests"]]
    return [(_point(key["wx"], key["wy"]), test) for key, test in named]


def _point(x: str, y: str) -> signing.PublicKey:
    return signing.public_key(bytes.fromhex(x), bytes.fromhex(y))


def test_every_verdict_of_wycheproof_is_ours() -> None:
    cases = wycheproof()
    told = {t["tcId"]: k.verify(bytes.fromhex(t["sig"]), bytes.fromhex(t["msg"])) for k, t in cases}
    wanted = {t["tcId"]: t["result"] == "valid" for _, t in cases}
    assert told == wanted
    assert set(wanted.values()) == {True, False}


def base64url(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_signatures_of_the_cose_examples_hold_and_changed_ones_do_not() -> None:
    checked = 0
    for file in sorted((FOLDER / "cose").glob("*/*.json")):
        case = published(f"cose/{file.parent.name}/{file.name}")
        sign = case["input"].get("sign0") or {}
        key = sign.get("key", {})
        told = case.get("intermediates", {}).get("ToBeSign_hex")
        if key.get("crv") != "P-256" or not told or case.get("fail") or "x" not in key:
            continue
        public = signing.public_key(base64url(key["x"]), base64url(key["y"]))
        signature = bytes.fromhex(case["output"]["cbor"])[-64:]
        assert public.verify(signature, bytes.fromhex(told)), file.name
        assert not public.verify(signature, bytes.fromhex(told) + b"\0")
        checked += 1
    if not checked:
        pytest.skip("no vectors at shared/vectors/cose")


@given(st.binary(max_size=80))
def test_bytes_that_nobody_signed_are_no_signature(signature: bytes) -> None:
    assert not KEY.public.verify(signature, b"message")


@given(st.binary(max_size=200))
def test_a_key_believes_what_it_signed_and_nothing_else(message: bytes) -> None:
    signature = KEY.sign(message)
    assert len(signature) == signing.SIGNATURE_BYTES
    assert KEY.public.verify(signature, message)
    assert KEY.sign(message) == signature
    assert not KEY.public.verify(signature, message + b"\0")
    assert not signing.new_key().public.verify(signature, message)


def test_a_key_comes_back_from_its_secret_under_the_same_name() -> None:
    key = signing.new_key()
    again = signing.private_key(key.secret())
    assert (again.id, again.public) == (key.id, key.public)
    assert key.secret().hex() not in repr(key)


@pytest.mark.parametrize("point", [b"", bytes(33), b"\x02" + b"\xff" * 32, b"\x04" + bytes(32)])
def test_bytes_that_are_no_point_are_no_key(point: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        signing.PublicKey(point)


def test_base45_agrees_with_the_published_cases() -> None:
    for case in published("base45/cases.json"):
        if "error" in case:
            with pytest.raises(ValueError, match=r".*"):
                base45.decode(case["b45"])
        else:
            data = case["ascii"].encode() if "ascii" in case else bytes.fromhex(case["hex"])
            assert (base45.encode(data), base45.decode(case["b45"])) == (case["b45"], data)


@given(st.text(max_size=30))
def test_base45_has_one_text_for_each_value(text: str) -> None:
    try:
        value = base45.decode(text)
    except ValueError:
        return
    assert base45.encode(value) == text


@given(st.integers(0, 2**60 - 1), st.integers(0, 12), st.sampled_from(serial.ALPHABET))
def test_one_wrong_character_of_a_card_number_is_found(number: int, place: int, letter: str) -> None:
    text = serial.write(number, serial.CARD_DIGITS)
    wrong = text[:place] + letter + text[place + 1 :]
    assert serial.card_number(serial.card_text(number).lower()) == number
    assert serial.card_number(wrong) == (number if wrong == text else None)


@given(st.integers(0, 2**60 - 1), st.integers(0, 11))
def test_two_neighbours_swapped_in_a_card_number_are_found(number: int, place: int) -> None:
    text = serial.write(number, serial.CARD_DIGITS)
    wrong = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert serial.card_number(wrong) == (number if wrong == text else None)


def test_letters_that_are_mistaken_are_read_as_what_was_meant() -> None:
    assert serial.card_number("OOOO-OOOO-OOOI-2") == 1
    assert serial.card_number("ÔÔÔÔ-ÔÔÔÔ-ÔÔÔI-2") is None
