"""Who sat in one vehicle on one day, and how near: from what travellers declare."""

import hashlib
import re
from datetime import date

SEAT = re.compile(r"\D?0*(\d{1,3})\D{0,2}")


def carrier(number: str, day: date) -> int:
    """One number for a flight, plate or coach on a day, the same however it is written.

    >>> carrier("VN 253", date(2026, 11, 25)) == carrier("vn-253", date(2026, 11, 25))
    True
    >>> carrier("VN253", date(2026, 11, 25)) == carrier("VN253", date(2026, 11, 26))
    False
    """
    text = "".join(letter for letter in number.upper() if letter.isalnum())
    digest = hashlib.blake2b(f"{text}|{day.isoformat()}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def seat_row(seat: str) -> int | None:
    """The row of a seat; None where it tells none.

    >>> seat_row("12A"), seat_row("A7"), seat_row("07 C"), seat_row("ghế phụ")
    (12, 7, 7, None)
    """
    found = SEAT.fullmatch("".join(seat.split()))
    return int(found[1]) or None if found else None


def is_near(own: int | None, other: int | None, rows: int) -> bool:
    """Whether two seats are within so many rows of each other; an unknown one is near nobody.

    >>> is_near(12, 14, 2), is_near(12, 15, 2), is_near(12, None, 2)
    (True, False, False)
    """
    return own is not None and other is not None and abs(own - other) <= rows
