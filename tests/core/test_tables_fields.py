"""What each kind of cell takes, gives and refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lachan.core.tables import (
    FieldError,
    code,
    day,
    decimal,
    flag,
    integer,
    moment,
    national_id,
    note,
    one_of,
    phone,
    sex,
    text,
)

KIND = one_of({"pcr", "antigen"}, {"Test nhanh": "antigen"})
SEVEN = datetime(2021, 6, 1, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("parse", "raw", "expected"),
    [
        (text(), "  Trần Văn Tí ", "Trần Văn Tí"),
        (text(), "Tra\u0302\u0300n", "Trần"),
        (note(), "a\nb\tc", "a\nb\tc"),
        (code, " P-1/2 ", "P-1/2"),
        (code, "Phường1", "Phường1"),
        (code, "x" * 64, "x" * 64),
        (integer(0, 10), "+7", 7),
        (integer(), "-7", -7),
        (decimal(-90, 90), "-10.50", Decimal("-10.50")),
        (decimal(), ".5", Decimal("0.5")),
        (KIND, " PCR", "pcr"),
        (KIND, "TEST NHANH", "antigen"),
        (flag, "Có", True),
        (flag, "KHÔNG", False),
        (flag, "1", True),
        (flag, " ", None),
        (day, "2021-06-01", date(2021, 6, 1)),
        (day, "01/06/2021", date(2021, 6, 1)),
        (day, " 2020-02-29 ", date(2020, 2, 29)),
        (moment, "2021-06-01T00:00:00Z", SEVEN),
        (moment, "2021-06-01 07:00", SEVEN),
        (moment, "2021-06-01T07:00+07:00", SEVEN),
        (moment, "2021-06-01T07:00+07", SEVEN),
        (moment, "2021-05-31 19:00:00.000 -0500", SEVEN),
        (moment, "01/06/2021 07:00", SEVEN),
        (moment, "01/06/2021 07:00:00", SEVEN),
        (moment, "2021-06-01T07:00:00.0000010", SEVEN.replace(microsecond=1)),
        (moment, "1970-01-01 08:00", datetime(1970, 1, 1, tzinfo=UTC)),
        (phone, " +84 (28) 3829-7540 ", "+84 (28) 3829-7540"),
        (phone, "0912 345 678", "0912 345 678"),
        (national_id, " 079 123.456-789 ", "079123456789"),
        (national_id, "b1234567", "B1234567"),
        (sex, "Nữ", "female"),
        (sex, "nam", "male"),
        (sex, "M", "male"),
        (sex, "khác", "other"),
        (sex, "unknown", "unknown"),
    ],
)
def test_a_cell_is_taken_as_it_is_meant(parse: Callable[[str], Any], raw: str, expected: object) -> None:
    assert parse(raw) == expected


@pytest.mark.parametrize(
    ("parse", "raw", "expected"),
    [
        *((text(), start + "x", "formula") for start in "=+-@\t\r＝＋－＠"),
        (text(), " =x", "formula"),
        (code, "-x", "formula"),
        (phone, "=1", "formula"),
        (phone, "+84|cmd", "formula"),
        (text(3), "abcd", "too_long"),
        (text(), "a\nb", "control_character"),
        (text(), "a\u202eb", "control_character"),
        (note(), "a\x1bb", "control_character"),
        (code, "a b", "code"),
        (code, "a\u200bb", "code"),
        (code, "x" * 65, "code"),
        (integer(), "1_000", "integer"),
        (integer(), "1.0", "integer"),
        (integer(), "٣", "integer"),
        (integer(0, 10), "11", "range"),
        (integer(0, 10), "-1", "range"),
        (decimal(), "1,5", "decimal"),
        (decimal(), "nan", "decimal"),
        (decimal(), "1e5", "decimal"),
        (decimal(max=90), "90.01", "range"),
        (KIND, "blood", "choice"),
        (flag, "maybe", "flag"),
        (day, "2021-02-29", "day"),
        (day, "31/04/2021", "day"),
        (day, "06/13/2021", "day"),
        (day, "1899-12-31", "day"),
        (day, "20210601", "day"),
        (moment, "2021-06-01", "moment"),
        (moment, "2021-06-01T24:00:00", "moment"),
        (moment, "2021-06-30T23:59:60Z", "moment"),
        (moment, "2021-06-01T25:00Z", "moment"),
        (moment, "2021-06-01T07:00:00+15:00", "moment"),
        (moment, "2021-06-01T07:00:00+07:75", "moment"),
        (moment, "2021-06-01T07:00:00.0000001Z", "moment"),
        (moment, "9999-12-31T23:00:00-05:00", "moment"),
        (moment, "1899-12-31T23:00:00Z", "moment"),
        (moment, "2021-W01-1T07:00:00Z", "moment"),
        (phone, "none", "phone"),
        (phone, "8.49E+10", "phone"),
        (national_id, "7.9123E+11", "national_id"),
        (national_id, "12345", "national_id"),
        (sex, "x", "sex"),
    ],
)
def test_a_wrong_cell_is_refused_with_a_stable_code(
    parse: Callable[[str], Any], raw: str, expected: str
) -> None:
    with pytest.raises(FieldError) as caught:
        parse(raw)
    assert caught.value.code == f"table.{expected}"
    assert caught.value.message


@pytest.mark.parametrize(
    ("raw", "words"),
    [("2021-06-01T24:00", "00:00 of the next day"), ("2021-06-01T23:59:60", "60th second")],
)
def test_midnight_as_24_and_leap_seconds_are_refused_in_clear_words(raw: str, words: str) -> None:
    with pytest.raises(FieldError, match=words):
        moment(raw)


def test_messages_show_at_most_80_characters_of_a_value() -> None:
    with pytest.raises(FieldError) as caught:
        day("9" * 5_000)
    assert "9" * 80 in caught.value.message
    assert "9" * 81 not in caught.value.message


def test_clean_columns_take_the_fast_way() -> None:
    """Negative control of the speed: a fast way that always declines would still give right answers."""
    for field, values in (
        (code, ["P1", "L-2"]),
        (moment, ["2021-06-01T07:00:00+07:00", "2021-06-01 07:00:00.5+07:00"]),
        (moment, ["2021-06-01T07:00:00Z"]),
        (moment, ["2021-06-01T07:00"]),
        (day, ["2021-06-01"]),
        (text(), ["Trần Văn Tí", "a b"]),
        (sex, ["nam", "nữ"]),
    ):
        assert field.many is not None
        assert field.many(values) == [field(value) for value in values]
