"""What a device's clock means: drift, clocks that somebody set, scans from before the last contact."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lachan.places.rules import Clock, Contact, is_anchor

NOON = datetime(2026, 3, 10, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
offs = st.timedeltas(min_value=-timedelta(hours=24), max_value=timedelta(hours=24))


def device_at(at: datetime, off: timedelta, drift: float) -> datetime:
    return at + off + (at - NOON) * drift


@given(offs, st.floats(-100e-6, 100e-6), st.integers(1, 72 * 3600))
def test_drift_is_taken_out_by_the_line_between_two_contacts(
    off: timedelta, drift: float, second: int
) -> None:
    contacts = [Contact(at, device_at(at, off, drift)) for at in (NOON, NOON + 72 * HOUR)]
    at = NOON + timedelta(seconds=second)
    assert abs(Clock(contacts).corrected(device_at(at, off, drift)) - at) < timedelta(seconds=1)


@given(offs, offs, st.integers(1, 48 * 3600 - 1))
def test_where_the_clock_was_set_in_between_one_of_the_two_times_between_the_contacts_is_taken(
    before: timedelta, after: timedelta, second: int
) -> None:
    at, end = NOON + timedelta(seconds=second), NOON + 48 * HOUR
    clock = Clock([Contact(NOON, NOON + before), Contact(end, end + after)])
    for off in (before, after):
        told = clock.corrected(at + off)
        assert NOON <= told <= end or told in {at, at + off - before, at + off - after}


def test_a_clock_that_was_a_day_ahead_and_was_set_right_while_offline() -> None:
    """Twelve hours offline; set right in the middle: both halves come out where they belong."""
    day, end = 24 * HOUR, NOON + 12 * HOUR
    clock = Clock([Contact(NOON, NOON + day), Contact(end, end)])
    assert clock.corrected(NOON + 2 * HOUR + day) == NOON + 2 * HOUR
    assert clock.corrected(NOON + 9 * HOUR) == NOON + 9 * HOUR


def test_a_scan_from_before_an_earlier_contact_is_corrected_by_the_contacts_around_it() -> None:
    """The upload was cut; the rest comes after many more contacts."""
    drift = 100e-6
    moments = [NOON, NOON + 72 * HOUR, NOON + 72 * HOUR + timedelta(seconds=3), NOON + 90 * HOUR]
    clock = Clock([Contact(at, device_at(at, HOUR, drift)) for at in moments])
    at = NOON + 30 * HOUR
    assert abs(clock.corrected(device_at(at, HOUR, drift)) - at) < timedelta(seconds=1)


def test_contacts_are_kept_after_a_silence_and_now_and_then() -> None:
    kept = [Contact(NOON, NOON)]
    assert is_anchor([], None, NOON)
    assert not is_anchor(kept, NOON, NOON + timedelta(minutes=1))
    assert is_anchor(kept, NOON, NOON + timedelta(minutes=10))
    assert is_anchor(kept, NOON + 6 * HOUR - timedelta(minutes=1), NOON + 6 * HOUR)
