"""Whether people hold a permit here and now: for checkpoints, and for whoever looks at one permit."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from lachan.core.policies import permit_templates
from lachan.identity import public as identity
from lachan.kernel import permits, qr
from lachan.kernel.permits import Answer, Hours, Standing, Terms
from lachan.permits.models import Paper, Permit, Suspension

REMEMBERED = timedelta(days=2)  # a permit that is over for longer is told as none
# Of several permits of a person the one that counts: what holds, then what nearly does.
ORDER = (
    Answer.VALID, Answer.OUTSIDE_HOURS, Answer.OUTSIDE_AREA, Answer.NOT_YET, Answer.SUSPENDED,
    Answer.OLD_VERSION, Answer.REVOKED, Answer.EXPIRED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A permit as a checkpoint asks for it: what it is worth, and what it is for."""

    answer: Answer
    number: int
    person_id: int
    template: permits.Template
    valid_until: datetime
    hours: Hours
    reason: str
    journey: str
    plate: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A code of a permit that was scanned.

    ``problem``: unreadable, forged, key_unknown, key_stolen, unknown; ``held`` where it is one of ours,
    ``paper`` where it is a form filled in by hand, with the answer for it.
    """

    problem: str = ""
    held: Held | None = None
    paper: Answer | None = None


def units_of(area_path: str) -> tuple[int, ...]:
    """The units in which a place lies, by its path.

    >>> units_of("1.5.17.")
    (1, 5, 17)
    """
    return tuple(int(part) for part in area_path.split(".") if part)


def terms_of(row: Permit) -> Terms:
    return Terms(
        row.number, row.template, row.valid_from, row.valid_until, Hours(row.hours_begin, row.hours_end),
        row.where_id,
    )  # fmt: skip


def standings(rows: Iterable[Permit], at: datetime) -> dict[int, Standing]:
    """What became of these permits, by number."""
    known = list(rows)
    open_ones = Suspension.objects.filter(
        permit__in=[row.number for row in known], lifted_at=None, since_at__lte=at, until_at__gt=at
    )
    suspended = set(open_ones.values_list("permit_id", flat=True))
    templates = permit_templates()
    return {
        row.number: Standing(
            is_revoked=row.revoked_at is not None and row.revoked_at <= at,
            is_suspended=row.number in suspended,
            last=permits.last_moment(templates.values(), templates[row.template]),
        )
        for row in known
    }


def held(people: Iterable[int], at: datetime, units: Collection[int]) -> dict[int, list[Held]]:
    """Permits of these people, under whichever record they were given, the one that counts first.

    Who asks, and may, is settled by the caller, who has opened the wall.
    """
    same = identity.same_people(people)
    whose = {alias: person for person, aliases in same.items() for alias in aliases}
    rows = list(Permit.objects.filter(person_id__in=list(whose), valid_until__gt=at - REMEMBERED))
    standing = standings(rows, at)
    found: dict[int, list[Held]] = {person: [] for person in people}
    for row in rows:
        found[whose[row.person_id]].append(_held(row, standing[row.number], at, units))
    return {person: sorted(ones, key=lambda one: ORDER.index(one.answer)) for person, ones in found.items()}


def best(held_ones: list[Held]) -> Held | None:
    """The permit that counts."""
    return held_ones[0] if held_ones else None


def behind(text: str, at: datetime, units: Collection[int]) -> Seen:
    """The permit of a code that was scanned; the caller has opened the wall."""
    reading = qr.read_permit(text, trust(at))
    if reading.terms is None:
        return Seen(reading.problem)
    terms = reading.terms
    if terms.template == permits.PAPER:
        if not Paper.objects.filter(serial=terms.number).exists():
            return Seen("unknown")
        return Seen(paper=permits.answer(terms, Standing(), at, units))
    row = Permit.objects.filter(number=terms.number).first()
    if row is None:
        return Seen("unknown")
    return Seen(held=_held(row, standings([row], at)[row.number], at, units))


def trust(now: datetime) -> qr.Trust:
    """What a scanner needs to judge permits without a network: keys, and permits that were taken back."""
    keys = identity.trust(now, numbers=())
    rows = Permit.objects.filter(revoked_at__isnull=False, valid_until__gte=now)
    return qr.Trust(keys.keys, keys.stolen, frozenset(rows.values_list("number", flat=True)), now)


def _held(row: Permit, standing: Standing, at: datetime, units: Collection[int]) -> Held:
    terms = terms_of(row)
    return Held(
        permits.answer(terms, standing, at, units), row.number, row.person_id,
        permit_templates()[row.template], row.valid_until, terms.hours, row.reason, row.journey, row.plate,
    )  # fmt: skip


def offered(now: datetime) -> dict[str, permits.Template]:
    """Templates that may be asked for on the day of ``now``."""
    return permits.offered(permit_templates().values(), timezone.localdate(now))
