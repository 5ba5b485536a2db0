"""Pure decisions of gates: what a device's clock means, and what belongs together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

TOKEN_PREFIX = "lcd_"  # noqa: S105 - lets a scanner of leaked secrets know ours; no secret itself
MOST_SCANS = 1000
MOST_BYTES = 2 * 2**20
OUT_CLOSES = timedelta(hours=24)  # an exit ends a stay that began within this time
SAME_SCAN = timedelta(seconds=1)  # one person, place and direction within it: one deed told twice
TWO_PLACES = timedelta(seconds=90)  # nobody enters two places within it; a turning code lives as long
SILENCE = timedelta(minutes=10)  # without contact: both its ends are kept, for the clock
ANCHOR_EVERY = timedelta(hours=6)
LATENCY = timedelta(seconds=2)
DRIFT = 300e-6  # of a phone's clock that nobody set: 26 s a day


@dataclass(frozen=True, slots=True)
class Contact:
    """What both clocks said at one moment."""

    ours: datetime
    device: datetime

    @property
    def off(self) -> timedelta:
        return self.ours - self.device


@dataclass(frozen=True, slots=True)
class Clock:
    """A device's clock, as its contacts with the server tell it; the last of them is now.

    Between two contacts that agree but for drift, a scan is corrected by the line between them.  Where
    somebody set the clock in between, by that of the two which puts the scan between the contacts.
    """

    contacts: Sequence[Contact]  # by our time, the newest last; at least one

    def corrected(self, at: datetime) -> datetime:
        """When it happened by our clock.

        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 10, 5, tzinfo=UTC)
        >>> day, hour = timedelta(hours=24), timedelta(hours=1)
        >>> Clock([Contact(noon, noon - day)]).corrected(noon - day - hour) == noon - hour
        True
        """
        newest = self.contacts[-1]
        for n in range(len(self.contacts) - 1, 0, -1):
            found = _between(self.contacts[n - 1], self.contacts[n], at)
            if found is not None:
                return found
        oldest = self.contacts[0]
        return at + oldest.off if at + oldest.off <= oldest.ours else at + newest.off


def is_anchor(contacts: Sequence[Contact], before: datetime | None, now: datetime) -> bool:
    """Whether this contact and the one before are worth keeping: after a silence, and now and then."""
    if before is None or not contacts:
        return True
    return now - before >= SILENCE or now - contacts[-1].ours >= ANCHOR_EVERY


def _between(one: Contact, other: Contact, at: datetime) -> datetime | None:
    """The time, where it lies between two contacts that follow each other."""
    steady = abs(other.off - one.off) <= LATENCY + DRIFT * abs(other.ours - one.ours)
    if steady and one.device < at <= other.device:
        return at + one.off + (other.off - one.off) * ((at - one.device) / (other.device - one.device))
    if not steady:
        for corrected in (at + other.off, at + one.off):
            if one.ours < corrected <= other.ours:
                return corrected
    return None
