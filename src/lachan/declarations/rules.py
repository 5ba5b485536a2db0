"""Pure decisions: when something was told, and which journeys follow from what was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lachan.kernel import rides
from lachan.kernel.declarations import Form, Told

MOST_DECLARATIONS, MOST_BYTES = 1_000, 4 * 1024 * 1024
ALONE = "vehicle"  # the kind of a vehicle of which no more is known


@dataclass(frozen=True, slots=True)
class Rode:
    """Somebody was in a vehicle on a day; ``is_told``: they said so themselves."""

    carrier: int
    person_id: int
    day: date
    kind: str
    seat_row: int | None
    is_told: bool


def corrected(device_at: datetime, device_now: datetime, now: datetime) -> datetime:
    """When it was by our clock, which the device met as it sent; nothing was told after it arrived.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    >>> hour = timedelta(hours=1)
    >>> corrected(noon + 23 * hour, noon + 24 * hour, noon) == noon - hour
    True
    >>> corrected(noon + 25 * hour, noon + 24 * hour, noon) == noon
    True
    """
    return min(device_at + (now - device_now), now)


def journeys(name: str, form: Form, answers: Told, person_id: int, companions: Sequence[int]) -> list[Rode]:
    """Who sat with whom by one declaration, ``name``.

    Everybody named is in the vehicle; those who travel together are so near each other too, whatever their
    seats: as if in a car of their own.
    """
    told = form.meaning("day", answers)
    if told is None:
        return []
    day = date.fromisoformat(told)
    kind = str(form.meaning("vehicle", answers) or ALONE)
    number: Any = form.meaning("carrier", answers)
    row = rides.seat_row(str(form.meaning("seat", answers) or ""))
    rode = []
    if number:
        carrier = rides.carrier(number, day)
        rode = [Rode(carrier, person_id, day, kind, row, is_told=True)]
        rode += [Rode(carrier, other, day, kind, None, is_told=False) for other in companions]
    if companions:
        together = rides.carrier(f"with {name}", day)
        rode += [
            Rode(together, one, day, ALONE, None, is_told=one == person_id)
            for one in (person_id, *companions)
        ]
    return rode
