"""The citizen's number (decree 137/2015, circular 59/2021) and the code on the card.

Card: ``number|old number or empty|name|ddmmyyyy|sex|address|ddmmyyyy issued`` and, on some, one more date.
"""

import re
from typing import Any

from lachan.kernel.qr.parts import compact_day
from lachan.kernel.qr.reading import Kind, Reading, Reason, Unfit

# Provinces of birth registration, circular 07/2016/TT-BCA: the 63 of that year, whatever they are called now.
PROVINCES = frozenset(
    """
    001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033
    034 035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066
    067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096
    """.split()  # noqa: SIM905  a list of 63 strings would be 63 lines
)
NUMBER = re.compile(r"[0-9]{12}")
CMND = re.compile(r"[0-9]{9}|[0-9]{12}|")
SEXES = {"Nam": "M", "Nữ": "F"}
NAMES = ("cccd", "cmnd", "ho_ten", "ngay_sinh", "gioi_tinh", "dia_chi", "ngay_cap", "ngay_het_han")


def parts(number: str) -> dict[str, Any]:
    """What twelve digits say.  Raises :class:`Unfit` for anything but twelve digits.

    >>> parts("092309000001")
    {'province': '092', 'sex': 'F', 'century': 21, 'birth_year': 2009}
    """
    if not NUMBER.fullmatch(number):
        raise Unfit("not_twelve_digits", "number", f"{len(number)} characters; a number has 12 digits")
    century, female = divmod(int(number[3]), 2)
    year = 1900 + 100 * century + int(number[4:6])
    return {
        "province": number[:3],
        "sex": "F" if female else "M",
        "century": 20 + century,
        "birth_year": year,
    }


def number(text: str) -> Reading:
    """A bare number.  No digit checks the others: valid means "could have been issued"."""
    told = parts(text)
    if told["province"] not in PROVINCES:
        raise Unfit("place_unknown", "number", f"no province of 2016 has the code {text[:3]}")
    return Reading(Kind.CCCD_NUMBER, True, {"number": text, **told})


def card(values: list[str]) -> Reading:
    """The fields of a card.  What disagrees with the number is told, not refused: such cards exist."""
    told = parts(values[0])
    if not CMND.fullmatch(values[1]):
        raise Unfit("not_nine_digits", "cmnd", "the old number has 9 digits, or is empty")
    if not values[2].strip():
        raise Unfit("empty", "ho_ten", "there is no name")
    if values[4] not in SEXES:
        raise Unfit("not_a_sex", "gioi_tinh", "Nam or Nữ is expected")
    born = compact_day(values[3], "ngay_sinh")
    fields: dict[str, Any] = {
        "cccd": values[0],
        "cmnd": values[1] or None,
        "ho_ten": values[2],
        "ngay_sinh": born,
        "gioi_tinh": values[4],
        "dia_chi": values[5],
        "ngay_cap": compact_day(values[6], "ngay_cap"),
    }
    if len(values) > 7 and values[7]:
        fields["ngay_het_han"] = compact_day(values[7], "ngay_het_han")
    why = []
    if told["birth_year"] != int(born[:4]):
        why.append(Reason("number_disagrees", "ngay_sinh", f"the number says {told['birth_year']}"))
    if told["sex"] != SEXES[values[4]]:
        why.append(Reason("number_disagrees", "gioi_tinh", f"the number says {told['sex']}"))
    reading = Reading(Kind.CCCD, True, fields, tuple(why))
    if told["province"] in PROVINCES:
        return reading
    return reading.because(None, "place_unknown", f"no province of 2016 has the code {values[0][:3]}", "cccd")
