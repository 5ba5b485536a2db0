"""Times and numbers as people in Vietnam write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from lachan.ui.templatetags import ui

EVENING = datetime(2021, 9, 11, 17, 30, 5, tzinfo=UTC)  # half past midnight of the 12th in Vietnam


def test_days_and_hours_are_those_of_vietnam() -> None:
    assert ui.day(EVENING) == "12/09/2021"
    assert ui.clock(EVENING) == "00:30"
    assert ui.clock_seconds(EVENING) == "00:30:05"
    assert ui.moment(EVENING) == "00:30 12/09"
    assert ui.day(date(2021, 9, 2)) == "02/09/2021"


def test_what_is_not_known_is_empty() -> None:
    for tag in (ui.day, ui.clock, ui.moment, ui.thousands, ui.minutes, ui.ms, ui.number):
        assert tag(None) == ""


def test_a_span_names_the_day_once_and_both_days_over_midnight() -> None:
    assert ui.span(EVENING, EVENING + timedelta(hours=2)) == "00:30–02:30 12/09"
    assert ui.span(EVENING - timedelta(hours=2), EVENING) == "22:30 11/09 – 00:30 12/09"
    assert ui.span(EVENING, None) == "00:30 12/09"


@pytest.mark.parametrize(("language", "text"), [("vi", "1.234.567"), ("en", "1,234,567")])
def test_thousands_are_separated_as_the_language_does(language: str, text: str) -> None:
    with override(language):
        assert ui.thousands(1234567) == text


def test_lengths_of_time_read_as_people_say_them() -> None:
    with override("en"):
        assert ui.minutes(5) == "5 min"
        assert ui.minutes(65) == "1 h 05 min"
        assert ui.minutes(timedelta(minutes=59, seconds=40)) == "1 h 00 min"
        assert ui.ms(143) == "143\u00a0ms"
        assert ui.ms(1400) == "1.4\u00a0s"
        assert ui.ms(254_000) == "4 min 14 s"
        assert ui.ms(3_900_000) == "1 h 05 min"
        assert ui.ms(999.7) == "1\u00a0s"
    with override("vi"):
        assert ui.ms(1400) == "1,4\u00a0s"
        assert ui.minutes(65) == "1 giờ 05 phút"


def test_the_name_of_an_icon_cannot_be_a_path() -> None:
    with pytest.raises(ValueError, match="not the name"):
        ui.icon("../../secrets")
