"""Laws of the forms of a name, the spellings of real life, and that the database folds as the rule does."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.kernel.names import folded, nfc, toned, words

VIETNAMESE = st.text(
    "aăâeêioôơuưybcdđghklmnpqrstvxAĂÂEÊIOÔƠUƯYĐHQT \u00a0"
    "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵÀÁẢÃẠÈÉỲÝ"
)
ANY = st.one_of(VIETNAMESE, st.text())
LATIN = st.text(  # with what is written around it: marks, signs, spaces, invisible characters
    st.one_of(
        st.characters(max_codepoint=0x24F, exclude_characters="\0"),
        st.characters(min_codepoint=0x300, max_codepoint=0x36F),
        st.characters(min_codepoint=0x1E00, max_codepoint=0x1EFF),
        st.characters(min_codepoint=0x2000, max_codepoint=0x2064),
    ),
    max_size=30,
)


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


@given(ANY)
def test_words_have_nothing_between_them(text: str) -> None:
    told = words(folded(text))
    assert words(" ".join(told)) == told
    assert words(f"({'-'.join(told)})") == told


@pytest.mark.django_db
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(VIETNAMESE, LATIN))
def test_the_database_folds_as_the_rule_does(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_folded(%s), identity_given(%s), tsvector_to_array(identity_words(%s))",
            [name] * 3,
        )
        told, given_word, kept = cursor.fetchone()
    assert told == folded(name)
    assert given_word == (words(folded(name)) or [""])[-1]
    assert kept == sorted(set(words(folded(name))), key=lambda word: word.encode())
