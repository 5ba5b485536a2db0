"""From what queries found to what pages of places show: words and bars, no decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lachan.areas import public as areas
from lachan.places.forms import KINDS
from lachan.places.queries import Activity, DisputeLine, DoubtfulScan, PlaceLine, Unused
from lachan.places.services import Answer
from lachan.ui.parts import Cell, Column
from lachan.ui.templatetags.ui import day, moment

HIGH, STEP = 64, 12  # of the drawing, in its own units

DOUBTS = {
    "scan.unknown": gettext_lazy("Nobody is known by this code"),
    "scan.ambiguous": gettext_lazy("Several people have this number"),
    "scan.damaged": gettext_lazy("The signature cannot be read"),
    "scan.key_unknown": gettext_lazy("Signed by a key that is not ours"),
    "scan.key_stolen": gettext_lazy("Signed by a key that was stolen"),
    "scan.expired": gettext_lazy("The card was no longer valid"),
    "scan.revoked": gettext_lazy("The card had been taken back"),
    "scan.stale": gettext_lazy("A turning code at another time: perhaps a screenshot"),
    "scan.two_places": gettext_lazy("At two places at once"),
    "scan.out_without_in": gettext_lazy("Left without having entered"),
    "scan.in_the_future": gettext_lazy("A time that has not come yet: the device's clock is wrong"),
    "scan.too_long_ago": gettext_lazy("Older than what is kept"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A place on the first page of its owner."""

    code: str
    name: str
    kind: str
    today: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of the drawing."""

    x: int
    y: float
    height: float
    hour: int
    entries: int
    is_peak: bool


def kind(code: str) -> str:
    return str(KINDS.get(code, KINDS["other"]))


def card(line: PlaceLine) -> Card:
    return Card(line.place.code, line.place.name, kind(line.place.kind), line.today)


def bars(hours: Sequence[int]) -> list[Bar]:
    """A bar for each hour of the day; the highest is marked."""
    most = max(hours, default=0)
    heights = [round(HIGH * n / most, 1) if most else 0.0 for n in hours]
    return [
        Bar(hour * STEP, HIGH - height, height, hour, n, is_peak=most > 0 and n == most)
        for hour, (n, height) in enumerate(zip(hours, heights, strict=True))
    ]


def outcome(answer: Answer, *, is_out: bool) -> str:
    """What became of a check-in, for the person who tapped."""
    match answer.code:
        case "scan.stored":
            return _("checked out") if is_out else _("checked in")
        case "scan.same_scan":
            return _("was recorded already")
        case "scan.out_without_in":
            return _("recorded; no entry of today was found")
        case "scan.two_places":
            return _("recorded; also scanned at another place a moment ago")
    return _("recorded, to be looked at")


def activity_columns() -> list[Column]:
    return [
        Column(_("Unit")),
        Column(_("Registered"), numeric=True),
        Column(_("Used"), numeric=True),
        Column(_("Share"), numeric=True),
        Column(_("Scans"), numeric=True),
    ]


def activity_row(one: Activity) -> list[Cell]:
    return [
        Cell(one.unit.name if one.unit else _("no unit")),
        Cell(str(one.registered)),
        Cell(str(one.active)),
        Cell(f"{one.share:.0%}", tone="bad" if one.active == 0 else "warn" if one.share < 0.5 else "good"),
        Cell(str(one.entries)),
    ]


def unused_columns() -> list[Column]:
    return [Column(_("Place")), Column(_("Kind")), Column(_("Unit")), Column(_("Last scan"))]


def unused_row(one: Unused, units: dict[int, areas.Unit]) -> list[Cell]:
    unit = units.get(one.area_id or 0)
    return [
        Cell(one.name),
        Cell(kind(one.kind)),
        Cell(unit.name if unit else ""),
        Cell(day(one.last_at) if one.last_at else _("never")),
    ]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful scan on its page."""

    key: str
    what: str
    place: str
    who: str
    when: str
    may_count: bool


def end_of_page(line: DoubtfulScan) -> str:
    """``moment_device_number`` of the last line."""
    return f"{line.scan.happened_at.isoformat()}_{line.scan.device_id}_{line.scan.seq}"


def doubt(line: DoubtfulScan, countable: set[str]) -> Doubt:
    scan = line.scan
    who = f"{line.who.name} ({line.who.code})" if line.who else line.text or _("nobody known")
    return Doubt(
        f"{scan.device_id}_{scan.seq}",
        str(DOUBTS.get(scan.reason, scan.reason)),
        line.place.name,
        who,
        moment(scan.happened_at),
        scan.reason in countable and scan.person_id is not None and not scan.is_out,
    )


def dispute_terms(line: DisputeLine) -> tuple[str, str, str]:
    return (f"{line.who.name} ({line.who.code})", line.place.name, moment(line.dispute.entered_at))
