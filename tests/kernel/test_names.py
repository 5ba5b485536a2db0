"""Names: what is folded, and that the database folds as the rule does."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.kernel.names import folded, nfc, toned

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯ -'.,()/"
TONES = "\u0300\u0301\u0303\u0309\u0323"
names = st.text(st.sampled_from(LETTERS + TONES), min_size=1, max_size=40)


@given(names)
def test_folding_is_final_and_ascii(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert folded(name).isascii()


@given(names)
def test_composed_and_decomposed_names_are_one(name: str) -> None:
    apart, together = unicodedata.normalize("NFD", name), unicodedata.normalize("NFC", name)
    assert folded(apart) == folded(together)
    assert nfc(apart) == nfc(together)
    assert toned(apart) == toned(together)


def test_the_place_of_a_tone_does_not_matter_but_the_tone_does() -> None:
    assert toned("Hoà Thuý") == toned("Hòa Thúy")
    assert toned("Hòa") != toned("Hóa")
    assert folded("Hòa") == folded("Hoá") == "hoa"


@pytest.mark.django_db
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(names, st.text(st.characters(max_codepoint=0x24F, exclude_characters="\0"), max_size=30)))
def test_the_database_folds_as_the_rule_does(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_folded(%s), identity_given(%s), tsvector_to_array(identity_words(%s))",
            [name] * 3,
        )
        told, given_word, words = cursor.fetchone()
    assert told == folded(name)
    assert given_word == folded(name).rpartition(" ")[2]
    assert words == sorted(set(folded(name).split()), key=lambda word: word.encode())
