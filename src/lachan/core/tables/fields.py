"""Parsers of one cell, each also able to take a whole clean column at once.

A parser gives the value or raises ``FieldError``.  It never sees an empty cell, except ``flag``: whether a
cell may be empty is the column's matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lachan.core.tables.errors import FieldError, seen
from lachan.core.tables.moments import days, moments, one_day, one_moment
from lachan.core.tables.rejects import FORMULA_STARTS

__all__ = [
    "Field",
    "code",
    "day",
    "decimal",
    "flag",
    "integer",
    "moment",
    "national_id",
    "note",
    "one_of",
    "phone",
    "sex",
    "text",
]


@dataclass(frozen=True, slots=True)
class Field:
    """A parser: ``one`` value, or ``many`` at once (None: "one of these needs a closer look").

    ``many`` must agree with ``one`` and decline blank values.  ``blank_is_none``: a blank cell means None,
    whatever the column says.
    """

    one: Callable[[str], Any]
    many: Callable[[Sequence[str]], list[Any] | None] | None = None
    blank_is_none: bool = False

    def __call__(self, raw: str) -> Any:
        return self.one(raw)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROL_BUT_LINES = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_UNUSUAL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u206f\u3000\ud800-\udfff\ufeff]")
_FORMULA_LINE = re.compile(r"^[=+\-@＝＋－＠]", re.MULTILINE)
_PLAIN_CODE: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:"
_STARTS: Final = tuple(FORMULA_STARTS)
_CODE_CHARACTERS = 64
_PHONE_CHARACTERS = 64
_SIGNED_PHONE = re.compile(r"[+\-＋－][0-9 ().\-/]*", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})", re.ASCII)
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?[Ee]\+?\d+", re.ASCII)


def _no_formula(raw: str, value: str) -> None:
    if raw.startswith(_STARTS) or value.startswith(_STARTS):
        message = (
            f"begins like a spreadsheet formula: {seen(raw)}; expected text without {seen(raw[0])} in front"
        )
        raise FieldError("table.formula", message)


def _words(raw: str, limit: int, control: re.Pattern[str]) -> str:
    value = unicodedata.normalize("NFC", raw.strip())
    _no_formula(raw, value)
    if control.search(value):
        raise FieldError("table.control_character", f"a control character inside: {seen(raw)}")
    if len(value) > limit:
        raise FieldError(
            "table.too_long", f"{len(value)} characters: {seen(value)}; expected at most {limit}"
        )
    return value


def text(max: int = 200) -> Field:
    """One line of text, trimmed, in NFC; no control characters, no formula."""

    def many(values: Sequence[str]) -> list[str] | None:
        trimmed = [value.strip(" ") for value in values]
        joined = "\n".join(trimmed)
        if not all(0 < len(value) <= max for value in trimmed) or joined.count("\n") >= len(values):
            return None
        if _UNUSUAL.search(joined) or _FORMULA_LINE.search(joined):
            return None
        return trimmed if unicodedata.is_normalized("NFC", joined) else None

    return Field(lambda raw: _words(raw, max, _CONTROL), many)


def note(max: int = 2000) -> Field:
    """Text that may have several lines and tabs inside, trimmed, in NFC; no other control characters."""
    return Field(lambda raw: _words(raw, max, _CONTROL_BUT_LINES))


def _one_code(raw: str) -> str:
    value = unicodedata.normalize("NFC", raw.strip())
    _no_formula(raw, value)
    if not 1 <= len(value) <= _CODE_CHARACTERS:
        raise FieldError("table.code", f"{len(value)} characters: {seen(value)}; expected 1 to 64")
    if any(c.isspace() or unicodedata.category(c)[0] == "C" for c in value):
        raise FieldError("table.code", f"a space or invisible character inside: {seen(raw)}; expected a code")
    return value


def _many_codes(values: Sequence[str]) -> list[str] | None:
    joined = "\n".join(values)
    if not joined.isascii() or joined[:1] == "-" or "\n-" in joined:
        return None
    if len(joined.encode().translate(None, _PLAIN_CODE)) != len(values) - 1 or "\n\n" in joined:
        return None
    lengths = set(map(len, values))
    return list(values) if 0 not in lengths and max(lengths) <= _CODE_CHARACTERS else None


def _number(pattern: re.Pattern[str], kind: str, raw: str) -> str:
    value = raw.strip()
    if pattern.fullmatch(value) is None:
        example = "digits only" if kind == "integer" else "digits with a point, such as 10.5"
        raise FieldError(f"table.{kind}", f"not a number: {seen(raw)}; expected {example}")
    return value


def _in_range(value: Any, raw: str, least: object, most: object) -> Any:
    if (least is not None and value < least) or (most is not None and value > most):
        expected = " and ".join(
            words
            for words, bound in ((f"at least {least}", least), (f"at most {most}", most))
            if bound is not None
        )
        raise FieldError("table.range", f"out of range: {seen(raw)}; expected {expected}")
    return value


def integer(min: int | None = None, max: int | None = None) -> Field:
    """A whole number of at most 18 digits, within [min, max]."""
    return Field(lambda raw: _in_range(int(_number(_INTEGER, "integer", raw)), raw, min, max))


def decimal(min: Decimal | int | None = None, max: Decimal | int | None = None) -> Field:
    """A ``Decimal`` within [min, max], exact; the decimal mark is a point (a comma would be ambiguous)."""
    return Field(lambda raw: _in_range(Decimal(_number(_DECIMAL, "decimal", raw)), raw, min, max))


def _by_distinct(one: Callable[[str], Any]) -> Callable[[Sequence[str]], list[Any] | None]:
    """For columns of few different values: judge each value once."""

    def many(values: Sequence[str]) -> list[Any] | None:
        if not all(map(str.strip, distinct := set(values))):
            return None
        try:
            known = {value: one(value) for value in distinct}
        except FieldError:
            return None
        return [known[value] for value in values]

    return many


def _word(raw: str) -> str:
    return unicodedata.normalize("NFC", raw.strip()).casefold()


def _choice(kind: str, meanings: Mapping[str, Any], expected: Iterable[str]) -> Callable[[str], Any]:
    table = {_word(word): meaning for word, meaning in meanings.items()}
    names = ", ".join(expected)

    def one(raw: str) -> Any:
        try:
            return table[_word(raw)]
        except KeyError:
            message = f"unknown word: {seen(raw)}; expected one of {names}"
            raise FieldError(f"table.{kind}", message) from None

    return one


def one_of(choices: Iterable[str], synonyms: Mapping[str, str] | None = None) -> Field:
    """One of the words, in any case; a synonym gives the word it stands for."""
    words = sorted(choices)
    one = _choice("choice", {**(synonyms or {}), **dict(zip(words, words, strict=True))}, words)
    return Field(one, _by_distinct(one))


def _one_phone(raw: str) -> str:
    value = raw.strip()
    if value.startswith(_STARTS) and not _SIGNED_PHONE.fullmatch(value):
        raise FieldError("table.formula", f"begins like a spreadsheet formula: {seen(raw)}; expected a phone")
    if _CONTROL.search(value):
        raise FieldError("table.control_character", f"a control character inside: {seen(raw)}")
    if len(value) > _PHONE_CHARACTERS or not any(map(str.isdigit, value)):
        raise FieldError("table.phone", f"not a phone number: {seen(raw)}; expected digits")
    if _ROUNDED.fullmatch(value):
        raise FieldError("table.phone", f"rounded by a spreadsheet: {seen(raw)}; expected all digits")
    return value


def _one_national_id(raw: str) -> str:
    value = _one_code(re.sub(r"[ .\-]", "", raw) or raw)
    if _ROUNDED.fullmatch(raw.strip()):
        raise FieldError("table.national_id", f"rounded by a spreadsheet: {seen(raw)}; expected all digits")
    if not (value.isascii() and value.isalnum() and 6 <= len(value) <= 20):
        message = f"not an identity number: {seen(raw)}; expected 6 to 20 digits or letters"
        raise FieldError("table.national_id", message)
    return value.upper()


_YES = ("true", "1", "yes", "có", "co")
_NO = ("false", "0", "no", "không", "khong")
_SEXES = {"male": "male", "m": "male", "nam": "male", "female": "female", "f": "female", "nữ": "female"}
_SEXES |= {"nu": "female", "other": "other", "khác": "other", "unknown": "unknown", "không rõ": "unknown"}
_one_flag = _choice(
    "flag", {"": None, **dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}, (*_YES[:4], *_NO[:4])
)
_one_sex = _choice("sex", _SEXES, ("male", "female", "other", "unknown"))

code: Final = Field(_one_code, _many_codes)
"""1-64 characters without space or control character, trimmed, in NFC."""
flag: Final = Field(_one_flag, _by_distinct(_one_flag), blank_is_none=True)
"""True, False, or None for a blank cell; English, Vietnamese, 1 and 0."""
day: Final = Field(one_day, days)
moment: Final = Field(one_moment, moments)
national_id: Final = Field(_one_national_id)
"""Digits or letters, upper case, without the spaces, points and hyphens people put between them."""
phone: Final = Field(_one_phone)
"""As typed, trimmed: a leading + or - is legal here."""
sex: Final = Field(_one_sex, _by_distinct(_one_sex))
"""male, female, other or unknown, from English or Vietnamese words."""
