"""Numbers that people carry: their canonical form, and what looks wrong about them.

Nothing here refuses: a wrong number on a card is still what the card says.  A warning says why a human should
look twice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers


class Kind(StrEnum):
    """What a number is."""

    CCCD = "cccd"  # 12 digits, the personal number
    CMND = "cmnd"  # 9 digits (some of 12 were given too), tied to a province, changes with a move
    PASSPORT = "passport"
    BHYT = "bhyt"  # health insurance; its key is the ten digits of the social-insurance number
    QID = "qid"  # of the national QR platform
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Numbering:
    """How numbers are built, as decreed (policies/identity/numbers.toml)."""

    cccd_provinces: frozenset[int]
    phone_prefixes: Mapping[str, str]  # 4 digits of the eleven, 3 of the ten


@dataclass(frozen=True, slots=True)
class Warned:
    """Why a number looks wrong: a stable code and the part that disagrees."""

    code: str
    part: str


_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,8}")
_BHYT15 = re.compile(r"[A-Z]{2}\d{13}")
_SEPARATORS = re.compile(r"[\s.\-]+")
_NOT_DIGITS = re.compile(r"\D+")
_MOBILE = re.compile(r"0[35789]\d{8}")


def kind_of(number: str) -> Kind:
    """What a number of unknown kind most likely is.

    >>> [kind_of(n).value for n in ("001084000123", "012345678", "DN4010123456789", "0123456789", "B1234567")]
    ['cccd', 'cmnd', 'bhyt', 'bhyt', 'passport']
    """
    number = canonical(number)
    if number.isdecimal():
        return {12: Kind.CCCD, 9: Kind.CMND, 10: Kind.BHYT}.get(len(number), Kind.OTHER)
    if _BHYT15.fullmatch(number):
        return Kind.BHYT
    return Kind.PASSPORT if _PASSPORT.fullmatch(number) else Kind.OTHER


def canonical(number: str) -> str:
    """Without what people put between digits, in upper case."""
    return _SEPARATORS.sub("", number).upper()


def key(kind: Kind, number: str) -> str:
    """What makes two numbers the same: of a card of health insurance only the last ten digits.

    >>> key(Kind.BHYT, "DN4010123456789"), key(Kind.BHYT, "0123456789")
    ('bhyt:0123456789', 'bhyt:0123456789')
    """
    number = canonical(number)
    return f"{kind}:{number[-10:] if kind == Kind.BHYT else number}"


def phone(text: str, numbering: Numbering) -> str:
    """One form for one line: 0 and nine digits in Viet Nam, + and digits elsewhere.

    Mobile numbers of eleven digits, dead since 2018, become the ten that replaced them.

    >>> table = Numbering(frozenset(), {"0168": "038"})
    >>> phone("+84 168 234 5678", table), phone("(0912) 345.678", table), phone("+33 6 12 34 56 78", table)
    ('0382345678', '0912345678', '+33612345678')
    """
    digits = text if text.isdecimal() else _NOT_DIGITS.sub("", text)
    is_abroad = text.strip().startswith(("+", "00"))
    if is_abroad:
        digits = digits.removeprefix("00") if text.strip().startswith("00") else digits
        if not digits.startswith("84"):
            return f"+{digits}"
    if digits.startswith("84") and (is_abroad or len(digits) in {11, 12}):
        digits = f"0{digits[2:].removeprefix('0')}"
    elif len(digits) == 9 and digits[0] in "35789":
        digits = f"0{digits}"  # a spreadsheet ate the zero
    if len(digits) == 11 and (new := numbering.phone_prefixes.get(digits[:4])):
        return new + digits[4:]
    return digits


def phone_warnings(canonical_phone: str) -> list[Warned]:
    """Why nobody may answer at this number.

    >>> phone_warnings("0912345678"), phone_warnings("0123")
    ([], [Warned(code='phone_not_possible', part='0123')])
    """
    if _MOBILE.fullmatch(canonical_phone):
        return []
    try:
        parsed = phonenumbers.parse(canonical_phone, "VN")
    except phonenumbers.NumberParseException:
        return [Warned("phone_not_possible", canonical_phone)]
    is_valid = phonenumbers.is_valid_number(parsed)
    return [] if is_valid else [Warned("phone_not_possible", canonical_phone)]


def warnings(
    kind: Kind, number: str, numbering: Numbering, born: date | None = None, sex: str = "unknown"
) -> list[Warned]:
    """What looks wrong about a number, given what else is known about its owner.

    >>> table = Numbering(frozenset({1}), {})
    >>> [w.code for w in warnings(Kind.CCCD, "001184000123", table, date(1984, 2, 5), "male")]
    ['cccd_sex']
    """
    number = canonical(number)
    if kind == Kind.CCCD:
        return _cccd(number, numbering, born, sex)
    fits = {
        Kind.CMND: number.isdecimal() and len(number) in {9, 12},
        Kind.BHYT: bool(_BHYT15.fullmatch(number)) or (number.isdecimal() and len(number) == 10),
        Kind.PASSPORT: bool(_PASSPORT.fullmatch(number)),
    }
    return [] if fits.get(kind, True) else [Warned(f"{kind}_form", f"{len(number)}")]


def _cccd(number: str, numbering: Numbering, born: date | None, sex: str) -> list[Warned]:
    """Province (3 digits), century and sex (1), year (2), and six of no meaning; there is no check digit."""
    if not number.isdecimal() or len(number) != 12:
        return [Warned("cccd_form", f"{len(number)}")]
    found, province = [], int(number[:3])
    if province < 100 and province not in numbering.cccd_provinces:
        found.append(Warned("cccd_province", number[:3]))
    century, is_female = 1900 + int(number[3]) // 2 * 100, int(number[3]) % 2 == 1
    if sex in {"male", "female"} and is_female != (sex == "female"):
        found.append(Warned("cccd_sex", number[3]))
    if born is not None and century + int(number[4:6]) != born.year:
        found.append(Warned("cccd_year", str(century + int(number[4:6]))))
    return found
