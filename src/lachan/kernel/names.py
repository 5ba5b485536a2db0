"""Vietnamese names as they are written and as they are sought: composed, of one spelling, without accents.

Three forms, from what a person wrote to what a machine compares:

* :func:`nfc` keeps every accent and capital; it is what is stored and shown.
* :func:`toned` tells words apart that differ in an accent, but not "Hoà" from "Hòa".
* :func:`folded` is what somebody types who types no accents.
"""

import re
import unicodedata

_LOOK_LIKE_D = {"đ": "d", "ð": "d", "ɖ": "d"}  # Đ, Ð and Ɖ cannot be told apart in print; NFD leaves them
_PLAIN = {"o": "àáảãạèéẻẽẹ", "u": "ỳýỷỹỵ"}  # first vowel → the second one under the newer rule
_NEWER = re.compile(r"o[àáảãạèéẻẽẹ](?!\w)|(?<!q)u[ỳýỷỹỵ](?!\w)")  # the u of "quý" belongs to its q


def nfc(text: str) -> str:
    """The text composed (NFC), trimmed, with single spaces and without invisible characters.

    >>> nfc("  Hoa\u0300  Bi\u0300nh ")
    'Hoà Bình'
    """
    shown = (letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFC", "".join(shown)).split())


def toned(text: str) -> str:
    """Lower case with all accents, the tone on the first vowel of open oa, oe and uy (the older rule).

    >>> toned("Hoà") == toned("HÒA"), toned("Thuỷ"), toned("Quý"), toned("Toàn")
    (True, 'thủy', 'quý', 'toàn')
    """
    return _NEWER.sub(lambda pair: _OLDER[pair.group()], nfc(nfc(text).lower()))


def folded(text: str) -> str:
    """Lower case without accents, single spaces; "đ" is "d".

    Digits and punctuation stay.  Full-width letters become plain ones.

    >>> folded("  Đặng Thị  Hoà-Thuỷ ")
    'dang thi hoa-thuy'
    """
    plain = " ".join(text.translate(_LETTERS).split())
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


def _older(pair: str) -> str:
    """'oà' → 'òa'."""
    vowel_and_tone = unicodedata.normalize("NFD", pair[1])
    return unicodedata.normalize("NFC", pair[0] + vowel_and_tone[1:] + vowel_and_tone[0])


class _Letters(dict[int, str]):
    """What becomes of a letter when folded, remembered: names repeat few letters very often."""

    def __missing__(self, code: int) -> str:
        lower = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).lower())
        kept = (mark for mark in lower if unicodedata.category(mark) not in {"Mn", "Me", "Cf"})
        self[code] = "".join(_LOOK_LIKE_D.get(letter, letter) for letter in kept)
        return self[code]


_OLDER = {first + second: _older(first + second) for first, rest in _PLAIN.items() for second in rest}
_LETTERS = _Letters()
