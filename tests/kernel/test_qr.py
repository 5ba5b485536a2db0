"""Codes that people carry: published and own vectors, and what must hold for any text."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lachan.kernel import qr
from lachan.kernel.qr import national, own
from tests.kernel.vectors import published
from tools.qr_vectors import CARD, DAY, FILE, ISSUER, NOW, PERSON, PHONE, TRUST, cases, written

CASES = json.loads(Path(FILE).read_text("utf-8"))["cases"]
CERTIFICATE = qr.certificate(ISSUER, CARD, DAY + 30, PHONE.public)
VALID = {
    "printed": qr.printed(ISSUER, [CARD], DAY)[0],
    "app": qr.shown(CERTIFICATE, PHONE, NOW),
    "national": national.sign(national.write(PERSON), ISSUER, CARD, DAY),
    "masked": national.sign(national.write(PERSON.hidden()), ISSUER, CARD, DAY),
}


def test_the_national_code_is_read_as_published() -> None:
    for case in published("vn-personal-qr/cases.json"):
        reading = qr.read(case["qr"])
        assert (reading.valid, reading.fields) == (case["valid"], case["fields"]), case["why"]
        assert reading.valid or reading.why
        assert qr.verify(case["qr"], TRUST, NOW).valid is not True, "signed by nobody"


def test_the_citizen_number_and_its_card_are_read_as_published() -> None:
    for case in published("vn-cccd/cases.json"):
        reading = qr.read(case.get("qr") or case["number"])
        if "qr" in case:
            assert (reading.valid, reading.fields) == (True, case["fields"])
        else:
            told = {name: value for name, value in case.items() if name not in {"valid", "why"}}
            assert reading.valid is case["valid"]
            assert reading.fields == (told if case["valid"] else None)


def test_our_vectors_are_what_the_code_says() -> None:
    assert Path(FILE).read_text("utf-8") == written(), "run tools/qr_vectors.py"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["what"]))
def test_our_vectors_hold(case: dict[str, object]) -> None:
    trust = qr.trust_from(json.loads(Path(FILE).read_text("utf-8"))["trust"])
    text = str(case["text"])
    assert qr.verify(text, trust, NOW).told() == case["verify"]
    assert qr.read(text.encode() + b"\r\n").told() == case["read"]


def test_the_vectors_know_every_verdict() -> None:
    verdicts = {(c["verify"]["valid"], c["verify"]["why"][-1]["code"]) for c in CASES}
    assert {valid for valid, _ in verdicts} == {True, False, None}
    wanted = {"expired", "revoked", "key_stolen", "key_unknown", "signature_wrong", "too_old", "too_early"}
    assert wanted <= {code for _, code in verdicts}


@given(st.one_of(st.text(), st.binary()))
def test_anything_at_all_gets_an_answer_and_is_never_believed(scanned: str | bytes) -> None:
    assert qr.read(scanned).valid is not True
    reading = qr.verify(scanned, TRUST, NOW)
    assert reading.valid is not True
    assert reading.why


FIELD = st.text("0123456789ABCabcđ*<-/ $", max_size=18)


@given(st.lists(FIELD, min_size=1, max_size=9).map("|".join))
def test_texts_that_look_like_a_layout_are_never_believed_either(text: str) -> None:
    json.dumps(qr.read(text).told())
    assert qr.verify(text, TRUST, NOW).valid is not True


@given(st.text(own.base45.ALPHABET, max_size=300).map(lambda text: own.PREFIX + text))
def test_texts_that_begin_like_ours_are_never_believed_either(text: str) -> None:
    assert qr.verify(text, TRUST, NOW).valid is not True


@pytest.mark.parametrize("form", VALID)
@given(data=st.data())
def test_a_changed_character_is_never_believed(form: str, data: st.DataObject) -> None:
    text = VALID[form]
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.one_of(st.characters(), st.sampled_from(own.base45.ALPHABET + "<|_-abcxyz")))
    for changed in (
        text[:place] + letter + text[place + 1 :],
        text[:place] + letter + text[place:],
        text[:place] + text[place + 1 :],
    ):
        if changed.strip("\r\n\t\ufeff") != text:
            assert qr.verify(changed, TRUST, NOW).valid is not True
            assert qr.read(changed).valid is not True


def test_the_unchanged_ones_are_believed() -> None:
    assert {form: qr.verify(text, TRUST, NOW).valid for form, text in VALID.items()} == dict.fromkeys(
        VALID, True
    )
    assert [r.valid for r in qr.verify_many(VALID.values(), TRUST, NOW)] == [True] * len(VALID)


def test_a_printed_code_says_that_a_document_must_be_seen() -> None:
    codes = {form: qr.verify(text, TRUST, NOW).codes for form, text in VALID.items()}
    assert {form for form, why in codes.items() if "check_document" in why} == {
        "printed",
        "national",
        "masked",
    }


@settings(max_examples=30)  # each looks at 900 seconds
@given(st.integers(-200, 200), st.integers(-200, 200))
def test_a_code_lives_for_ninety_seconds_of_the_verifier_however_wrong_the_phone(
    skew: int, later: int
) -> None:
    text = qr.shown(CERTIFICATE, PHONE, NOW + timedelta(seconds=skew))
    lives = [s for s in range(-300, 600) if _is_believed(text, NOW + timedelta(seconds=s))]
    assert len(lives) == 90
    assert lives == list(range(lives[0], lives[0] + 90))
    if abs(skew) <= 30:
        assert 0 in lives, "a clock wrong by half a minute is borne"
    assert _is_believed(text, NOW + timedelta(seconds=later)) is (later in lives)


def _is_believed(text: str, now: datetime) -> bool:
    reading, payload = own.read(text)
    check = qr.Check(TRUST, now, {payload[: own.CERTIFICATE_BYTES]})
    return own._untimely(reading, check) is None


def test_a_screenshot_is_dead_after_ninety_seconds() -> None:
    text = VALID["app"]
    assert qr.verify(text, TRUST, NOW).valid is True
    late = qr.verify(text, TRUST, NOW + timedelta(seconds=90))
    assert (late.valid, late.codes) == (False, ["too_old"])


def test_no_name_number_or_birth_is_in_our_own_code() -> None:
    """The same person, told otherwise in every field, has the same code: nothing of them goes in."""
    assert qr.printed(ISSUER, [CARD], DAY) == qr.printed(ISSUER, [CARD], DAY)
    payload = own.read(VALID["app"])[1]
    assert payload == CERTIFICATE + payload[own.CERTIFICATE_BYTES :]
    assert len(VALID["printed"]) == 122, "version 5-M of a QR code holds 122 characters"
    assert len(VALID["app"]) == 275, "version 8-L holds 279"


def test_a_certificate_of_one_form_is_no_signature_of_another() -> None:
    head = own.Head(own.PRINTED, ISSUER.id, CARD, DAY).packed()
    forged = own.PREFIX + own.base45.encode(head + CERTIFICATE[-64:])
    assert qr.verify(forged, TRUST, NOW).codes == ["signature_wrong"]


def test_an_old_list_is_told_and_a_new_one_is_not() -> None:
    later = NOW + timedelta(hours=25)
    text = qr.printed(ISSUER, [CARD], DAY + 9)[0]
    assert "list_old" in qr.verify(text, TRUST, later).codes
    assert "list_old" not in qr.verify(text, TRUST, NOW).codes


def test_a_list_that_names_a_key_falsely_is_refused() -> None:
    told = TRUST.told()
    told["keys"] = {"00000000": ISSUER.public.point.hex()}
    with pytest.raises(ValueError, match="not what its name says"):
        qr.trust_from(told)
    with pytest.raises(ValueError, match="format"):
        qr.trust_from({})


@given(st.text(min_size=1, max_size=40))
def test_a_plain_name_is_what_the_decision_allows(name: str) -> None:
    plain = qr.plain_name(name)
    assert qr.plain_name(plain) == plain
    assert all(letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ'. -" for letter in plain)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("12|NGUYEN VAN A|1987-01-18|0|1|", "so_giay_to"),
        ("001093029317|Nguyễn Văn A|1987-01-18|0|1|", "ho_ten"),
        ("001093029317|NGUYEN  VAN A|1987-01-18|0|1|", "ho_ten"),
        ("001093029317|NGUYEN VAN A|18/01/1987|0|1|", "ngay_sinh"),
        ("001093029317|NGUYEN VAN A|1987-01-18|2|1|", "loai_dinh_danh"),
        ("001093029317|NGUYEN VAN A|1987-01-18|0|x|", "qid"),
        ("001093029317|NGUYEN VAN A|1987-01-18|0|1|<3<<", "ext[1]"),
        ("٠٠١٠٩٣٠٢٩٣١٧|NGUYEN VAN A|1987-01-18|0|1|", "so_giay_to"),
        ("001087029317||Trần Bình|31021990|Nam|Huế|15082021", "ngay_sinh"),
        ("001087029317||Trần Bình|01021990|Khác|Huế|15082021", "gioi_tinh"),
    ],
)
def test_a_bad_field_is_named(text: str, where: str) -> None:
    reading = qr.read(text)
    assert (reading.valid, reading.fields, [r.where for r in reading.why]) == (False, None, [where])


def test_an_insurance_card_is_read_as_far_as_it_can_be_read() -> None:
    name = "Nguyễn Văn An".encode().hex()
    text = f"DN4797915026123|{name}|18/01/1987|1|zz|79 - 024|01/01/2021|-|31/12/2025|x$"
    reading = qr.read(text)
    fields = reading.fields or {}
    assert (reading.kind, reading.valid) == (qr.Kind.BHYT, True)
    assert (fields["so_bhxh"], fields["ho_ten"], fields["ngay_sinh"]) == (
        "7915026123",
        "Nguyễn Văn An",
        "1987-01-18",
    )
    assert (fields["dia_chi"], [r.where for r in reading.why]) == (None, ["dia_chi"])
    assert qr.read(f"7915026123|{name}|1987|2").valid is True


def test_what_the_number_says_otherwise_is_told_and_not_refused() -> None:
    reading = qr.read("001087029317||Trần Bình|01021990|Nữ|Huế|15082021")
    assert (reading.valid, [r.where for r in reading.why]) == (True, ["ngay_sinh", "gioi_tinh"])
    assert qr.read("199087029317||Trần Bình|01021987|Nam|Huế|15082021").valid is None


def test_the_cases_have_names_of_their_own() -> None:
    assert len(cases()) == len(CASES)
