"""Tags and filters of the shared templates: icons, and times and numbers the Vietnamese way."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

register = template.Library()

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ICONS = Path(__file__).parent.parent / "static/ui/build/icons"
ICON_NAME = re.compile(r"[a-z0-9-]+")


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing of an icon, hidden from screen readers: a word stands beside it, always."""
    if not ICON_NAME.fullmatch(name):
        raise ValueError(f"not the name of an icon: {name!r}")
    return _drawn(name)


@cache
def _drawn(name: str) -> SafeString:
    """Empty before ``npm run build`` has run: the word beside it still tells everything."""
    path = ICONS / f"{name}.svg"
    return mark_safe(path.read_text() if path.exists() else "")  # noqa: S308  our own file, name checked above


@register.filter
def day(value: date | datetime | None) -> str:
    """``11/09/2021``, in Vietnam's time where there is a time."""
    return "" if value is None else f"{_local(value):%d/%m/%Y}"


@register.filter
def short_day(value: date | datetime | None) -> str:
    """``11/09``: where the year is known."""
    return "" if value is None else f"{_local(value):%d/%m}"


@register.filter
def clock(value: datetime | None) -> str:
    """``14:32``."""
    return "" if value is None else f"{_local(value):%H:%M}"


@register.filter
def clock_seconds(value: datetime | None) -> str:
    """``14:32:05``: for the stopwatch."""
    return "" if value is None else f"{_local(value):%H:%M:%S}"


@register.filter
def moment(value: datetime | None) -> str:
    """``14:32 11/09``."""
    return "" if value is None else f"{_local(value):%H:%M %d/%m}"


@register.simple_tag
def span(start: datetime, end: datetime | None) -> str:
    """``08:00-09:30 11/09``; over midnight both days are named; without an end it is an instant."""
    if end is None or end == start:
        return moment(start)
    if start.astimezone(ZONE).date() == end.astimezone(ZONE).date():
        return f"{clock(start)}–{moment(end)}"
    return f"{moment(start)} – {moment(end)}"


@register.filter
def thousands(value: int | None) -> str:
    """``1.234.567`` in Vietnamese, ``1,234,567`` in English.

    >>> from django.utils.translation import override
    >>> with override("vi"):
    ...     thousands(1234567)
    '1.234.567'
    """
    if value is None:
        return ""
    text = f"{value:,}"
    return text.replace(",", ".") if _is_vietnamese() else text


@register.filter
def number(value: float | None) -> str:
    """One decimal where there is one: ``1,5`` in Vietnamese, ``1.5`` in English."""
    if value is None:
        return ""
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if _is_vietnamese() else text


@register.filter
def minutes(value: float | timedelta | None) -> str:
    """A length of time for people: ``45 phút``, ``1 giờ 05 phút``."""
    if value is None:
        return ""
    total = round(value.total_seconds() / 60) if isinstance(value, timedelta) else round(value)
    hours, rest = divmod(total, 60)
    if hours == 0:
        return gettext("%(minutes)d min") % {"minutes": rest}
    return gettext("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": rest}


@register.filter
def ms(value: float | None) -> str:
    """A length of time for machines: ``143 ms``, ``1,4 s``; from a minute on as people say it."""
    if value is None:
        return ""
    if round(value) < 1000:
        return f"{round(value)}\u00a0ms"
    if round(value, -2) < 60_000:
        return f"{number(value / 1000)}\u00a0s"
    if value < 3_600_000:
        whole, rest = divmod(round(value / 1000), 60)
        return gettext("%(minutes)d min %(seconds)02d s") % {"minutes": whole, "seconds": rest}
    return minutes(value / 60_000)


@register.filter
def beside(cells: Sequence[object], columns: Sequence[object]) -> list[tuple[object, object]]:
    """Each column with its cell; a row with too few or too many cells is a mistake of the view."""
    return list(zip(columns, cells, strict=True))


def _local(value: date | datetime) -> date | datetime:
    return value.astimezone(ZONE) if isinstance(value, datetime) else value


def _is_vietnamese() -> bool:
    return (get_language() or "vi").startswith("vi")
