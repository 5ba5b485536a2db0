"""Small pieces that several layouts share: dates, sexes.  Digits are ASCII only."""

import re
from datetime import date

from lachan.kernel.qr.reading import Unfit

ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
COMPACT = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
SLASHED = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
YEAR = re.compile(r"[0-9]{4}")


def iso_day(text: str, where: str) -> str:
    found = ISO.fullmatch(text)
    return _day(found[1], found[2], found[3], where) if found else _no_day(text, where)


def compact_day(text: str, where: str) -> str:
    """``18011987`` → ``1987-01-18``."""
    found = COMPACT.fullmatch(text)
    return _day(found[3], found[2], found[1], where) if found else _no_day(text, where)


def slashed_day(text: str, where: str) -> str:
    """``18/01/1987`` → ``1987-01-18``; a year alone stays a year."""
    if YEAR.fullmatch(text):
        return text
    found = SLASHED.fullmatch(text)
    return _day(found[3], found[2], found[1], where) if found else _no_day(text, where)


def _day(year: str, month: str, day: str, where: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise Unfit("impossible_date", where, f"there is no day {day}.{month}.{year}") from None


def _no_day(text: str, where: str) -> str:
    raise Unfit("not_a_date", where, f"{text[:20]!r} is not a date as this layout writes it")
