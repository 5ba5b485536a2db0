"""Sealed values: they come back, only where they belong, and nothing else opens them or is told of them."""

import stat
from base64 import urlsafe_b64encode
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from lachan.core import keys, sealing
from lachan.core.errors import DomainError, KeysUnreadable, KeyUnknown, SealBroken, SealedElsewhere

HERE = "identity_identifier.value"
ID = "001204006789"
texts = st.text(min_size=1)


@given(st.binary(), texts)
def test_what_is_sealed_comes_back_and_never_looks_the_same_twice(plain: bytes, context: str) -> None:
    one, other = sealing.seal(plain, context=context), sealing.seal(plain, context=context)
    assert sealing.unseal(one, context=context) == plain == sealing.unseal(other, context=context)
    assert one != other
    assert len(one) == len(plain) + sealing.OVERHEAD_BYTES


@given(st.lists(st.none() | st.binary(), max_size=20))
def test_a_column_at_once_is_each_value_alone(plains: list[bytes | None]) -> None:
    rows = range(len(plains))
    sealed = sealing.seal_many(plains, context=HERE, rows=rows)
    assert sealing.unseal_many(sealed, context=HERE, rows=rows) == plains
    alone = [s and sealing.unseal(s, context=f"{HERE}:{i}") for i, s in enumerate(sealed)]
    assert [a if a is not None else None for a in alone] == plains


@given(st.binary(min_size=1), st.data())
def test_a_value_that_was_altered_anywhere_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(sealing.seal(plain, context=HERE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((SealBroken, KeyUnknown, SealedElsewhere)):
        sealing.unseal(bytes(sealed), context=HERE)


@given(st.binary(), st.data())
def test_a_value_that_was_cut_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = sealing.seal(plain, context=HERE)
    with pytest.raises(SealBroken):
        sealing.unseal(sealed[: data.draw(st.integers(0, len(sealed) - 1))], context=HERE)


def test_a_value_moved_to_another_column_or_row_does_not_open_even_with_a_forged_tag() -> None:
    sealed = sealing.seal(ID.encode(), context=f"{HERE}:1")
    with pytest.raises(SealedElsewhere):
        sealing.unseal(sealed, context=f"{HERE}:2")
    there = sealing.seal(b"", context=f"{HERE}:2")
    forged = sealed[: sealing.HEAD_BYTES] + there[sealing.HEAD_BYTES : sealing.NONCE_AT]
    with pytest.raises(SealBroken):
        sealing.unseal(forged + sealed[sealing.NONCE_AT :], context=f"{HERE}:2")


def test_no_error_tells_the_value() -> None:
    sealed = sealing.seal(ID.encode(), context=HERE)
    told = []
    for broken in (sealed[:-1] + b"x", sealed[:1] + b"abcd" + sealed[5:], sealed[:7] + b"x" + sealed[8:]):
        with pytest.raises(DomainError) as failure:
            sealing.unseal(broken, context=HERE)
        told.append(f"{failure.value} {failure.value.as_problem()} {failure.value.__cause__}")
    assert [text for text in told if ID in text or sealed.hex()[:60] in text] == []


def test_equal_values_are_found_within_a_purpose_only() -> None:
    assert sealing.blind(ID, purpose="national_id") == sealing.blind(ID, purpose="national_id")
    assert sealing.blind(ID, purpose="national_id") != sealing.blind(ID, purpose="phone")
    assert sealing.blind_many([ID, None], purpose="phone") == [sealing.blind(ID, purpose="phone"), None]
    assert len(sealing.blind(ID, purpose="phone")) == 16


@pytest.fixture
def own_ring(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS, settings.KEYS_FILE = "", tmp_path / "keys" / "ring"
    return settings.KEYS_FILE  # type: ignore[no-any-return]


def test_the_ring_is_made_at_first_use_readable_by_its_owner_only(own_ring: Path) -> None:
    sealing.seal(b"x", context=HERE)
    assert stat.S_IMODE(own_ring.stat().st_mode) == 0o600
    assert stat.S_IMODE(own_ring.parent.stat().st_mode) == 0o700


@pytest.mark.usefixtures("own_ring")
def test_after_a_rotation_the_new_key_seals_the_old_opens_and_blind_indexes_stay() -> None:
    before, index = sealing.seal(ID.encode(), context=HERE), sealing.blind(ID, purpose="national_id")
    old, fresh = keys.ring().newest, keys.add(date(2026, 11, 23))
    after = sealing.seal(ID.encode(), context=HERE)
    assert (before[1:5], after[1:5]) == (old.id, fresh.id)
    assert sealing.unseal(before, context=HERE) == sealing.unseal(after, context=HERE) == ID.encode()
    assert sealing.blind(ID, purpose="national_id") == index


def test_without_its_key_a_value_stays_shut_and_the_key_is_named(own_ring: Path, settings: Settings) -> None:
    sealed = sealing.seal(ID.encode(), context=HERE)
    settings.KEYS_FILE = own_ring.with_name("another")
    with pytest.raises(KeyUnknown) as failure:
        sealing.unseal(sealed, context=HERE)
    assert failure.value.key_id == sealed[1:5].hex()


def test_a_ring_from_the_environment_is_used_and_is_not_changed_here(settings: Settings) -> None:
    settings.KEYS = ",".join(key.text for key in (keys.make("seal"), keys.make("seal"), keys.make("hash")))
    sealed = sealing.seal(ID.encode(), context=HERE)
    assert sealed[1:5] == keys.ring().seals[1].id
    with pytest.raises(KeysUnreadable, match="LACHAN_KEYS is set"):
        keys.add(date(2026, 11, 23))


@pytest.mark.parametrize(
    "text",
    ["", "seal:{key}", "hash:{key}", "seal:short,hash:{key}", "open:{key},hash:{key}", "seal:{key},seal:é"],
)
def test_a_bad_ring_is_refused_and_no_key_is_told(text: str) -> None:
    key = urlsafe_b64encode(b"k" * 32).decode()
    with pytest.raises(KeysUnreadable) as failure:
        keys.read(text.format(key=key), "LACHAN_KEYS")
    assert key not in str(failure.value)
    assert key not in repr(keys.Key("seal", b"k" * 32))
