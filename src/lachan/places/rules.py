"""Pure decisions of gates: what a device's clock means, and what belongs together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TOKEN_PREFIX = "lcd_"  # noqa: S105 - lets a scanner of leaked secrets know ours; no secret itself
MOST_SCANS = 1000
MOST_BYTES = 2 * 2**20
OUT_CLOSES = timedelta(hours=24)  # an exit ends a stay that began within this time
SAME_SCAN = timedelta(seconds=1)  # one person, place and direction within it: one deed told twice
TWO_PLACES = timedelta(seconds=90)  # nobody enters two places within it; a turning code lives as long
LATENCY = timedelta(seconds=2)
DRIFT = 300e-6  # of a phone's clock that nobody set: 26 s a day


@dataclass(frozen=True, slots=True)
class Clock:
    """A device's clock, as its contact now and the one before tell it.

    Each contact says how far the clock is off.  Where both agree but for drift, what happened between them is
    corrected by a line between the two; where somebody set the clock in between, by that of the two which
    puts the scan between the contacts.
    """

    device_now: datetime
    received_at: datetime
    met_device_at: datetime | None = None
    met_at: datetime | None = None

    def corrected(self, at: datetime) -> datetime:
        """When it happened by our clock.

        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 10, 5, tzinfo=UTC)
        >>> yesterday = noon - timedelta(hours=24)
        >>> Clock(yesterday, noon).corrected(yesterday - timedelta(hours=1)) == noon - timedelta(hours=1)
        True
        """
        now_off = self.received_at - self.device_now
        if self.met_at is None or self.met_device_at is None:
            return at + now_off
        then_off = self.met_at - self.met_device_at
        if abs(now_off - then_off) <= LATENCY + DRIFT * abs(self.received_at - self.met_at):
            return at + then_off + (now_off - then_off) * self._share(self.met_device_at, at)
        by_now, by_then = at + now_off, at + then_off
        for one in (by_now, by_then):
            if self.met_at <= one <= self.received_at:
                return one
        return by_then if by_then <= self.received_at < by_now else by_now

    def _share(self, begin: datetime, at: datetime) -> float:
        """How far between the contacts, by the device's clock: 0 to 1."""
        whole = self.device_now - begin
        return min(1.0, max(0.0, (at - begin) / whole)) if whole > timedelta(0) else 1.0
