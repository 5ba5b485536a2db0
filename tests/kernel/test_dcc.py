"""The EU's certificate of a test: those of others are read, ours are read by others' rules."""

import base64
import json
import zlib
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import cbor2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from lachan.kernel import base45, dcc
from lachan.kernel.signing import PublicKey, new_key
from tests.kernel.vectors import published

AT = datetime(2022, 3, 10, 1, 30, tzinfo=UTC)
TEST = dcc.Test(
    "Nguyễn Thị Ánh Đào", date(1987, 1, 18), "pcr", AT, "negative", "Trạm y tế Phúc Xá", "01VN1", "BYT"
)
KEY = new_key()


def vectors() -> list[dict[str, Any]]:
    return published("eu-dcc/qa_qr.json")  # type: ignore[no-any-return]


def keys() -> dict[str, bytes]:
    """Points of the P-256 keys of the acceptance environment, by key id."""
    found = {}
    for name, entry in published("eu-dcc/trustlist_acc.json").items():
        certificate = x509.load_der_x509_certificate(base64.b64decode(entry["cert"]))
        key = certificate.public_key()
        if getattr(key, "curve", None) is not None:
            found[name] = key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)  # type: ignore[union-attr,call-arg,arg-type]
    return found


def test_certificates_of_other_countries_are_read_and_their_signatures_hold() -> None:
    points, checked = keys(), 0
    for one in vectors():
        read = dcc.read(one["text"])
        hcert = json.loads(json.dumps(read.hcert, default=lambda at: at.isoformat()))
        assert set(hcert) == set(json.loads(json.dumps(one["hcert"])))
        assert base64.b64encode(read.key).decode() == one["kid"]
        if one["alg"] == "ES256" and one["signature"] == "valid":
            assert read.is_signed_by(PublicKey(points[one["kid"]])), one["file"]
            checked += 1
    assert checked > 100


def test_a_certificate_of_ours_says_what_was_found_and_no_number_of_the_person() -> None:
    read = dcc.read(dcc.write(TEST, KEY, now=AT))
    assert read.is_signed_by(KEY.public)
    assert not read.is_signed_by(new_key().public)
    assert read.hcert["nam"] == {
        "fn": "Nguyễn", "gn": "Thị Ánh Đào", "fnt": "NGUYEN", "gnt": "THI<ANH<DAO",
    }  # fmt: skip
    assert read.hcert["dob"] == "1987-01-18"
    assert read.hcert["t"] == [
        {
            "tg": "840539006", "tt": "LP6464-4", "sc": "2022-03-10T01:30:00+00:00", "tr": "260415000",
            "tc": "Trạm y tế Phúc Xá", "co": "VN", "is": "BYT", "ci": "01VN1",
        }
    ]  # fmt: skip
    assert read.claims[dcc.EXPIRES] - int(AT.timestamp()) == 3 * 86_400


@given(st.integers(0, 10_000))
def test_a_changed_byte_is_a_changed_signature_or_no_certificate(position: int) -> None:
    packed = base45.decode(dcc.write(TEST, KEY, now=AT).removeprefix(dcc.PREFIX))
    plain = bytearray(zlib.decompress(packed))
    plain[position % len(plain)] ^= 1
    text = dcc.PREFIX + base45.encode(zlib.compress(bytes(plain)))
    with suppress(dcc.Unreadable):
        assert not dcc.read(text).is_signed_by(KEY.public)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda data: dcc.PREFIX + base45.encode(data)))
def test_whatever_is_scanned_is_read_or_refused(text: str) -> None:
    with pytest.raises(dcc.Unreadable):
        dcc.read(text)


def test_what_would_fill_the_memory_is_refused() -> None:
    bomb = zlib.compress(cbor2.dumps(b"\0" * 5_000_000), 9)
    with pytest.raises(dcc.Unreadable):
        dcc.read(dcc.PREFIX + base45.encode(bomb)[: dcc.LONGEST - 4])
