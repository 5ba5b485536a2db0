"""Names as people write them, and as they are looked for."""

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]")
_BETWEEN = re.compile("[\x00-/:-@\\[-`{-\u00bf\u2000-\u206f\u3000]+")
_D = str.maketrans("đĐ", "dD")
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def nfc(text: str) -> str:
    """One form for what looks the same: composed letters, single spaces, nothing around.

    >>> nfc("  Nguye\u0302\u0303n   Va\u0306n An") == "Nguyễn Văn An"
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """Lower case, no accents, đ as d, single spaces instead of anything between words.

    >>> folded("NGUYỄN  Đức-Hoà"), folded("Hòa")
    ('nguyen duc hoa', 'hoa')
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFD", text)).translate(_D)
    return _BETWEEN.sub(" ", plain.lower()).strip()


def toned(text: str) -> str:
    """Lower case with every tone behind its syllable: where it was put no longer matters.

    >>> toned("Hoà") == toned("Hòa"), toned("Hoà") == toned("Hoa")
    (True, False)
    """
    return " ".join(map(_tone_last, _BETWEEN.sub(" ", nfc(text).lower()).split()))


def _tone_last(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", _TONE.sub("", apart)) + "".join(_TONE.findall(apart))
