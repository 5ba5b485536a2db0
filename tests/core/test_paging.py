"""The last row seen survives the way through an address."""

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs
from uuid import UUID

import pytest

from lachan.core import paging

KEY = UUID(int=7)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=7))])
def test_what_is_written_into_an_address_is_read_back(zone: timezone) -> None:
    at = datetime(2022, 3, 10, 12, 30, 15, 123456, zone)
    [text] = parse_qs(f"before={paging.write(at, KEY)}")["before"]
    assert paging.read(text) == (at, KEY)


@pytest.mark.parametrize("text", ["", "x", "2022-03-10", f"x_{KEY}", "2022-03-10T12:00_x"])
def test_anything_else_means_the_beginning(text: str) -> None:
    assert paging.read(text) is None
