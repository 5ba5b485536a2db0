"""The code on a health insurance card: ``number|name as hex|birth|1 or 2|address as hex|clinic|from|to|…``.

The layout was never published; the number is sure, the rest is read where it can be read.
"""

import re
from typing import Any

from lachan.kernel.qr.parts import slashed_day
from lachan.kernel.qr.reading import Kind, Reading, Reason, Unfit

NUMBER = re.compile(r"[A-Z]{2}[1-5][0-9]{12}|[0-9]{10}")
SEXES = {"1": "Nam", "2": "Nữ"}
LEAST = 4  # fields without which it is something else


def card(values: list[str]) -> Reading:
    """The fields; a name or date that cannot be read is None, with the reason."""
    why: list[Reason] = []
    padded = values + [""] * (8 - len(values))
    fields: dict[str, Any] = {
        "so_the": values[0],
        "so_bhxh": values[0][-10:],
        "ho_ten": _hex(padded[1], "ho_ten", why),
        "ngay_sinh": _day(padded[2], "ngay_sinh", why),
        "gioi_tinh": SEXES.get(padded[3]),
        "dia_chi": _hex(padded[4], "dia_chi", why),
        "noi_dang_ky": padded[5] or None,
        "tu_ngay": _day(padded[6], "tu_ngay", why),
        "den_ngay": _day(padded[7], "den_ngay", why),
        "con_lai": values[8:],
    }
    return Reading(Kind.BHYT, True, fields, tuple(why))


def _hex(text: str, where: str, why: list[Reason]) -> str | None:
    try:
        return bytes.fromhex(text).decode("utf-8") or None
    except ValueError:
        why.append(Reason("unreadable", where, "not hexadecimal UTF-8"))
        return None


def _day(text: str, where: str, why: list[Reason]) -> str | None:
    if text in {"", "-"}:
        return None
    try:
        return slashed_day(text, where)
    except Unfit as wrong:
        why.append(wrong.reason)
        return None
