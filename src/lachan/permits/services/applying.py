"""Asking for permits: a person for themselves or their family, an employer by a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from lachan.areas import public as areas
from lachan.core import audit, limits, wall
from lachan.core.access import Actor
from lachan.core.batches import Origin
from lachan.core.errors import NotFound
from lachan.core.limits import Limit, Use
from lachan.core.tables import Reject
from lachan.identity import public as identity
from lachan.kernel import permits
from lachan.kernel.permits import LOCAL, Asked, Hours, Template
from lachan.permits.errors import AskedAlready, CannotBeGiven, HomeUnknown, NoQuota, OrganisationUnknown
from lachan.permits.models import Application, Organisation, Status
from lachan.permits.queries.holding import offered

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; ``hours`` None are those of the template."""

    template: str
    reason: str
    begins: date
    days: int
    journey: str = ""
    plate: str = ""
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class LineColumns:
    """An employer's list, column by column; all of one length."""

    origin: Origin
    document: Sequence[str]
    birth_date: Sequence[date]
    reason: Sequence[str]
    begins: Sequence[date]
    days: Sequence[int]
    shift: Sequence[str | None]
    journey: Sequence[str | None]
    plate: Sequence[str | None]


def apply(actor: Actor, who: identity.Who, wish: Wish, *, now: datetime) -> Application:
    """Ask for a permit for a person; the caller has settled that the actor may speak for them.

    Raises :class:`CannotBeGiven`, :class:`AskedAlready`, :class:`HomeUnknown`, :class:`TooMany`.
    """
    actor.need_anywhere("permits.own")
    limits.take(Use(Limit("permits.asked", settings.PERMITS_ASKED_A_DAY, DAY), actor.id))
    with transaction.atomic():
        return _apply(actor, who, wish, now)


def _apply(actor: Actor, who: identity.Who, wish: Wish, now: datetime) -> Application:
    template = offered(now).get(wish.template)
    asked = _asked("person", template, wish)
    if wrong := permits.faults(template, asked):
        raise CannotBeGiven(wrong[0])
    assert template is not None  # noqa: S101 - that is a fault
    if not who.area_path:
        raise HomeUnknown
    row = _application(template, asked, wish, who.id, who.area_path)
    row.applied_at, row.applied_by = now, actor.id
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "application_r5_asked_once" not in str(error):
            raise
        raise AskedAlready from None
    audit.record(actor, "permits.apply", str(row.id), area_path=row.area_path, template=template.version)
    return row


@transaction.atomic
def withdraw(actor: Actor, application_id: UUID, people: Sequence[int], *, now: datetime) -> None:
    """Ask no more for what waits; ``people`` are those the actor may speak for.  Raises :class:`NotFound`."""
    actor.need_anywhere("permits.own")
    rows = Application.objects.filter(pk=application_id, person_id__in=people, status=Status.WAITING)
    if not rows.update(status=Status.WITHDRAWN, decided_at=now, decided_by=actor.id):
        raise NotFound("application")
    audit.record(actor, "permits.withdraw", str(application_id))


def register_organisation(
    actor: Actor, account_id: UUID, name: str, unit: areas.Unit, *, now: datetime
) -> Organisation:
    """A company or body, kept by this account; it may ask once its commune has granted a quota."""
    actor.need_anywhere("permits.own")
    limits.take(Use(Limit("permits.organisations", settings.PERMITS_ORGANISATIONS_A_DAY, DAY), actor.id))
    with transaction.atomic():
        made = Organisation.objects.create(
            account_id=account_id, name=" ".join(name.split()), area_path=unit.path, told_at=now
        )
        audit.record(actor, "permits.register", str(made.id), area_path=unit.path)
    return made


def apply_list(
    actor: Actor, account_id: UUID, organisation_id: UUID, rows: LineColumns, *, now: datetime
) -> tuple[int, list[Reject]]:
    """Ask for the people of an organisation; return how many lines are new, and those that cannot stand.

    Sending a list twice changes nothing.  The quota counts people who wait or hold a permit of this
    organisation.  Raises :class:`OrganisationUnknown`, :class:`NoQuota`, :class:`TooMany`.
    """
    actor.need_anywhere("permits.own")
    limits.take(Use(Limit("permits.lists", settings.PERMITS_LISTS_A_DAY, DAY), str(organisation_id)))
    with wall.opened("permits.apply_list"), transaction.atomic():  # of people whom the employer never sees
        return _apply_list(actor, _kept(account_id, organisation_id), rows, now)


def _kept(account_id: UUID, organisation_id: UUID) -> Organisation:
    """The organisation, locked: of two lists at once the later one sees how many the earlier one took."""
    kept = Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation_id)
    found = kept.filter(account_id=account_id).first()
    if found is None:
        raise OrganisationUnknown
    if found.quota is None:
        raise NoQuota
    return found


def _apply_list(
    actor: Actor, found: Organisation, rows: LineColumns, now: datetime
) -> tuple[int, list[Reject]]:
    template = offered(now).get("work")
    wishes = _wishes(rows)
    asked = [_asked("organisation", template, wish) for wish in wishes]
    _refuse_faults(rows.origin, [next(iter(permits.faults(template, one)), None) for one in asked])
    people = identity.people_by_documents(
        actor, [(rows.document[i], rows.birth_date[i]) for i in range(len(wishes))]
    )
    rows.origin.refuse_where(
        [person is None for person in people],
        "document",
        "permits.person_unknown",
        lambda i: "number and date of birth do not fit one person",
    )
    if template is None or not rows.origin.good:
        return 0, rows.origin.told
    _within_quota(found, rows.origin, people, now)
    new = [
        _application(template, asked[i], wishes[i], person, found.area_path)
        for i in rows.origin.good
        if (person := people[i]) is not None
    ]
    for row in new:
        row.organisation, row.applied_at, row.applied_by = found, now, actor.id
    if not new:
        return 0, rows.origin.told
    stored = _stored(new)
    audit.record(actor, "permits.apply_list", str(found.id), area_path=found.area_path, lines=stored)
    return stored, rows.origin.told


def _refuse_faults(origin: Origin, faults: Sequence[permits.Fault | None]) -> None:
    """What the template does not give, by column."""
    none = [fault in (permits.Fault.NOT_OFFERED, permits.Fault.FOR_OTHERS) for fault in faults]
    says = "no permit for work is given to lists today"
    origin.refuse_where(none, "reason", "permits.not_offered", lambda _: says)
    unknown = [fault is permits.Fault.REASON_UNKNOWN for fault in faults]
    says_unknown = "the permit knows no such reason"
    origin.refuse_where(unknown, "reason", "permits.reason_unknown", lambda _: says_unknown)
    long = [fault in (permits.Fault.TOO_LONG, permits.Fault.ENDS_BEFORE_IT_BEGINS) for fault in faults]
    says_long = "more days than the permit may have"
    origin.refuse_where(long, "days", "permits.too_long", lambda _: says_long)
    wide = [fault is permits.Fault.HOURS_TOO_WIDE for fault in faults]
    says_wide = "the shift lies outside the hours of the permit"
    origin.refuse_where(wide, "shift", "permits.hours_too_wide", lambda _: says_wide)


def _stored(new: list[Application]) -> int:
    """Those that do not wait already, or were given for the same days: a list may come twice."""
    known = set(
        Application.objects.filter(
            organisation=new[0].organisation,
            person_id__in=[row.person_id for row in new],
            status__in=[Status.WAITING, Status.APPROVED],
        ).values_list("person_id", "template", "begins_at")
    )
    fresh = [row for row in new if (row.person_id, row.template, row.begins_at) not in known]
    before = Application.objects.filter(id__in=[row.id for row in fresh])
    Application.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return before.count()


def _within_quota(found: Organisation, origin: Origin, people: Sequence[int | None], now: datetime) -> None:
    """Put aside the lines of people above the quota, in the order of the file."""
    counted = set(
        Application.objects.filter(
            organisation=found, ends_at__gt=now, status__in=[Status.WAITING, Status.APPROVED]
        ).values_list("person_id", flat=True)
    )
    for i in list(origin.good):
        person = people[i]
        if person not in counted and len(counted) >= (found.quota or 0):
            origin.refuse(i, "document", "permits.over_quota", f"the quota of {found.quota} people is full")
        elif person is not None:
            counted.add(person)


def _wishes(rows: LineColumns) -> list[Wish]:
    """The lines as wishes; a shift that cannot be read is put aside."""
    wishes = []
    for i in range(len(rows.document)):
        hours = None
        if told := rows.shift[i]:
            try:
                begin, end = map(permits.minute_of, told.replace(" ", "").split("-"))
                hours = Hours(begin, end)
            except ValueError:
                rows.origin.refuse(i, "shift", "permits.shift", f"{told!r} is not as 05:30-14:00")
        wishes.append(
            Wish(
                "work",
                rows.reason[i],
                rows.begins[i],
                rows.days[i],
                rows.journey[i] or "",
                rows.plate[i] or "",
                hours,
            )
        )
    return wishes


def _asked(applicant: str, template: Template | None, wish: Wish) -> Asked:
    begins = datetime.combine(wish.begins, time(0), LOCAL)
    hours = wish.hours or (template.hours if template else Hours(0, permits.DAY_MINUTES))
    ends = begins + timedelta(days=max(wish.days, 0))
    return Asked(applicant, wish.reason, begins, ends, hours)


def _application(template: Template, asked: Asked, wish: Wish, person: int, area_path: str) -> Application:
    return Application(
        person_id=person, area_path=area_path, template=template.number, reason=asked.reason,
        begins_at=asked.begins, ends_at=asked.ends, hours_begin=asked.hours.begin, hours_end=asked.hours.end,
        journey=" ".join(wish.journey.split()), plate=plain_plate(wish.plate),
    )  # fmt: skip


def plain_plate(text: str) -> str:
    """A plate as it is compared: letters and digits.

    >>> plain_plate("29a-123.45")
    '29A12345'
    """
    return "".join(letter for letter in text.upper() if letter.isalnum())
