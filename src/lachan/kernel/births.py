"""Birth dates as papers tell them: old ones know only the year."""

import re
from datetime import date
from typing import Literal, NamedTuple

PrecisionName = Literal["day", "month", "year"]
_YEAR = re.compile(r"(?:00/00/|0/0/)?(\d{4})", re.ASCII)
_MONTH = re.compile(r"(?:00/)?(\d\d)/(\d{4})|(\d{4})-(\d\d)", re.ASCII)


class Birth(NamedTuple):
    """A date and how much of it is known; what is not known is 1."""

    date: date
    precision: PrecisionName = "day"


def partial(text: str) -> Birth | None:
    """A birth of which only the year, or month and year, are told; None for anything else.

    >>> partial("1984"), partial("05/02/1984")
    (Birth(date=datetime.date(1984, 1, 1), precision='year'), None)
    """
    text = text.strip()
    if found := _YEAR.fullmatch(text):
        return Birth(date(int(found[1]), 1, 1), "year") if int(found[1]) >= 1900 else None
    if found := _MONTH.fullmatch(text):
        month, year = int(found[1] or found[4]), int(found[2] or found[3])
        return Birth(date(year, month, 1), "month") if 1 <= month <= 12 and year >= 1900 else None
    return None
