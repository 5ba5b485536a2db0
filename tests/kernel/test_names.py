"""Laws of the forms of a name, and the spellings of real life."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lachan.kernel.names import folded, nfc, toned

VIETNAMESE = st.text(
    "aăâeêioôơuưybcdđghklmnpqrstvxAĂÂEÊIOÔƠUƯYĐHQT \u00a0"
    "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵÀÁẢÃẠÈÉỲÝ"
)
ANY = st.one_of(VIETNAMESE, st.text())


@given(ANY)
def test_each_form_of_a_form_is_itself(text: str) -> None:
    for form in (nfc, toned, folded):
        assert form(form(text)) == form(text)


@given(ANY)
def test_the_form_does_not_depend_on_composition(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert (nfc(apart), toned(apart), folded(apart)) == (nfc(text), toned(text), folded(text))


@given(VIETNAMESE)
def test_vietnamese_folds_to_plain_letters_and_single_spaces(text: str) -> None:
    plain = folded(text)
    assert plain.isascii()
    assert plain == plain.strip().lower()
    assert "  " not in plain


@given(VIETNAMESE)
def test_spelling_and_capitals_are_no_difference_without_accents(text: str) -> None:
    assert folded(toned(text)) == folded(text) == folded(text.upper())
    assert len(toned(text)) == len(nfc(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoà Bình", "HÒA BÌNH"), ("Thuỷ Nguyên", "Thủy Nguyên"), ("Loè", "Lòe"), ("hoạ sĩ", "họa sĩ")],
)
def test_two_rules_of_placing_the_tone_are_one_spelling(one: str, other: str) -> None:
    assert nfc(one).lower() != nfc(other).lower()
    assert toned(one) == toned(other)


@pytest.mark.parametrize("word", ["quý", "quỳ", "toàn", "ngoài", "khuỷu", "huỳnh", "thuở", "già"])
def test_words_with_one_place_for_the_tone_keep_it(word: str) -> None:
    assert toned(word) == word


@pytest.mark.parametrize(("one", "other"), [("Hoà", "Hoa"), ("Hòa", "Hóa"), ("Đa", "Da")])
def test_the_toned_form_tells_words_apart_that_the_folded_does_not(one: str, other: str) -> None:
    assert toned(one) != toned(other)
    assert folded(one) == folded(other)


@pytest.mark.parametrize("d", ["Đ", "đ", "Ð", "ð", "Ɖ"])
def test_every_letter_that_looks_like_d_with_a_stroke_is_d(d: str) -> None:
    assert folded(f"{d}ặng\u200b  Văn\u00a0{d}ức") == "dang van duc"
