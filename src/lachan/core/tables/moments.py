"""Days and moments as people type them.

``many`` functions take a whole column at once or decline (None); the one-value function then decides
value by value.  Both must give the same answers: ``tests/core/test_tables_fields.py`` compares them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

from lachan.core.tables.errors import FieldError, seen

__all__ = ["days", "moments", "one_day", "one_moment"]

FIRST_YEAR = 1900
SAIGON_FIXED_SINCE = 1976
"""Clocks in Vietnam are seven hours ahead of UTC since June 1975; before, the time-zone database knows."""
SAIGON_AHEAD = timedelta(hours=7)
FARTHEST_OFFSET = timedelta(hours=14)

_DAY = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)/(\d\d)/(\d{4}))", re.ASCII)
_MOMENT = re.compile(
    r"(?:(\d{4})-(\d\d)-(\d\d)[T ]|(\d\d)/(\d\d)/(\d{4}) )"
    r"(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?([Zz]|[+-]\d\d(?::?\d\d)?))?",
    re.ASCII,
)
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_TAILS = ("", ":00", *(f":00.{'0' * digits}" for digits in range(1, 7)))
_LOCAL_SHAPES = frozenset(f"0000-00-00{t}00:00{tail}".encode() for t in "T " for tail in _TAILS)
_Z_SHAPES = frozenset(shape + b"Z" for shape in _LOCAL_SHAPES)
_OFFSET_SHAPES = frozenset(shape + b"+00:00" for shape in _LOCAL_SHAPES)


def one_day(raw: str) -> date:
    """``yyyy-mm-dd`` or ``dd/mm/yyyy``; the day must exist and not lie before 1900."""
    found = _DAY.fullmatch(raw.strip())
    if found is None:
        raise FieldError("table.day", f"not a day: {seen(raw)}; expected yyyy-mm-dd or dd/mm/yyyy")
    return _date("table.day", raw, found.groups())


def days(values: Sequence[str]) -> list[date] | None:
    """The whole column as days, or None when one of them needs a closer look."""
    joined = "\n".join(values)
    if not joined.isascii() or {*joined.encode().translate(_DIGITS).split(b"\n")} != {b"0000-00-00"}:
        return None
    if min(values) < str(FIRST_YEAR):
        return None
    try:
        return list(map(date.fromisoformat, values))
    except ValueError:
        return None


def one_moment(raw: str) -> datetime:
    """ISO 8601 or ``dd/mm/yyyy hh:mm[:ss]`` as aware UTC; without offset it is the time in Vietnam."""
    found = _MOMENT.fullmatch(raw.strip())
    if found is None:
        hint = "expected yyyy-mm-ddThh:mm:ss with Z or +07:00, or dd/mm/yyyy hh:mm"
        raise FieldError("table.moment", f"not a date with a time: {seen(raw)}; {hint}")
    *parts, hour, minute, second, fraction, offset = found.groups()
    day = _date("table.moment", raw, parts)
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if hours == 24:
        raise FieldError("table.moment", f"24:00 is not used: {seen(raw)}; expected 00:00 of the next day")
    if seconds == 60:
        raise FieldError("table.moment", f"a 60th second is not used: {seen(raw)}; expected 00 to 59")
    if hours > 24 or minutes > 59 or seconds > 60:
        raise FieldError("table.moment", f"no such time of day: {seen(raw)}; expected 00:00:00 to 23:59:59")
    local = datetime(
        day.year, day.month, day.day, hours, minutes, seconds, _microseconds(raw, fraction or ""), UTC
    )
    return _in_utc(raw, local, offset)


def moments(values: Sequence[str]) -> list[datetime] | None:
    """The whole column as moments if all are ISO 8601 and all end alike (Z, +07:00 or nothing), else None."""
    joined = "\n".join(values)
    if not joined.isascii():
        return None
    shapes = {*joined.encode().translate(_DIGITS).split(b"\n")}
    first = min(values)
    if first < str(FIRST_YEAR):
        return None
    read = datetime.fromisoformat
    try:
        if shapes <= _OFFSET_SHAPES and joined.count("+07:00") == len(values):
            return [read(value[:-6] + "Z") - SAIGON_AHEAD for value in values]
        if shapes <= _Z_SHAPES:
            return list(map(read, values))
        if shapes <= _LOCAL_SHAPES and first >= str(SAIGON_FIXED_SINCE):
            return [read(value + "Z") - SAIGON_AHEAD for value in values]
    except ValueError:
        return None
    return None


def _date(code: str, raw: str, parts: Sequence[str | None]) -> date:
    """Of the six groups of the patterns, either the ISO three or the Vietnamese three are filled."""
    y, m, d, vd, vm, vy = parts
    year, month, day = int(y or vy or 0), int(m or vm or 0), int(d or vd or 0)
    if year < FIRST_YEAR:
        raise FieldError(code, f"the year is before {FIRST_YEAR}: {seen(raw)}")
    try:
        return date(year, month, day)
    except ValueError as error:
        message = f"no such day: {seen(raw)}; expected yyyy-mm-dd or dd/mm/yyyy"
        raise FieldError(code, message) from error


def _microseconds(raw: str, fraction: str) -> int:
    if fraction[6:].strip("0"):
        raise FieldError("table.moment", f"finer than a microsecond: {seen(raw)}; expected 6 decimals")
    return int(fraction[:6].ljust(6, "0"))


def _in_utc(raw: str, local: datetime, offset: str | None) -> datetime:
    """``local`` carries UTC by way of a place holder; the offset says what the clock on the wall meant."""
    if offset is None:
        if local.year >= SAIGON_FIXED_SINCE:
            return local - SAIGON_AHEAD
        return local.replace(tzinfo=_saigon()).astimezone(UTC)
    if offset in "Zz":
        return local
    digits = offset[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if ahead > FARTHEST_OFFSET or int(digits[2:]) > 59:
        raise FieldError("table.moment", f"no such offset from UTC: {seen(raw)}; expected Z or +07:00")
    zone = timezone(ahead if offset[0] == "+" else -ahead)
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError as error:
        raise FieldError("table.moment", f"outside the calendar: {seen(raw)}") from error


@cache
def _saigon() -> ZoneInfo:
    return ZoneInfo("Asia/Ho_Chi_Minh")
