"""From what queries found to what pages of permits show: words, no decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from lachan.kernel import permits, serial
from lachan.kernel.permits import Answer, Fault, Hours
from lachan.permits.queries import (
    Application,
    Organisation,
    OwnApplication,
    OwnPermit,
    Permit,
    PermitPage,
    WaitingLine,
)
from lachan.ui.parts import Cell, Column, Term, Tone
from lachan.ui.templatetags.ui import day, moment

ANSWERS: dict[Answer, tuple[object, Tone]] = {
    Answer.VALID: (gettext_lazy("valid now"), "good"),
    Answer.OUTSIDE_HOURS: (gettext_lazy("not at this hour"), "warn"),
    Answer.OUTSIDE_AREA: (gettext_lazy("not in this area"), "bad"),
    Answer.NOT_YET: (gettext_lazy("not begun yet"), "warn"),
    Answer.SUSPENDED: (gettext_lazy("suspended"), "bad"),
    Answer.OLD_VERSION: (gettext_lazy("old version, no longer taken"), "bad"),
    Answer.REVOKED: (gettext_lazy("taken back"), "bad"),
    Answer.EXPIRED: (gettext_lazy("over"), "none"),
    Answer.BY_HAND: (gettext_lazy("filled in by hand"), "warn"),
}
FAULTS = {
    Fault.NOT_OFFERED: gettext_lazy("This permit is not given today."),
    Fault.FOR_OTHERS: gettext_lazy("This permit is asked for by the employer."),
    Fault.REASON_UNKNOWN: gettext_lazy("This reason does not belong to this permit."),
    Fault.ENDS_BEFORE_IT_BEGINS: gettext_lazy("It would end before it begins."),
    Fault.TOO_LONG: gettext_lazy("This permit is not given for so many days."),
    Fault.HOURS_TOO_WIDE: gettext_lazy("These hours lie outside those of the permit."),
}


def said(told: Mapping[str, str]) -> str:
    """A text of a pack in the language of the page."""
    return told.get((get_language() or "vi")[:2], told["vi"])


def reason_of(template: permits.Template, reason: str) -> str:
    return said(template.reasons[reason]) if reason in template.reasons else reason


def hours_of(hours: Hours) -> str:
    return _("the whole day") if hours.length == permits.DAY_MINUTES else str(hours).replace("-", "–")


def days_of(row: Application | Permit) -> str:
    """First and last day; a permit ends at midnight."""
    begins = row.begins_at if isinstance(row, Application) else row.valid_from
    ends = row.ends_at if isinstance(row, Application) else row.valid_until
    last = ends - timedelta(minutes=1)
    return day(begins) if day(begins) == day(last) else f"{day(begins)} – {day(last)}"


def begin_choices(today: date) -> list[tuple[str, str]]:
    names = {0: _("Today"), 1: _("Tomorrow")}
    days = [today + timedelta(days=n) for n in range(7)]
    return [
        (one.isoformat(), f"{names[n]}, {day(one)}" if n in names else day(one)) for n, one in enumerate(days)
    ]


def length_choices(template: permits.Template) -> list[tuple[str, str]]:
    return [
        (str(n), ngettext("%(n)d day", "%(n)d days", n) % {"n": n})
        for n in range(1, template.longest.days + 1)
    ]


@dataclass(frozen=True, slots=True)
class Card:
    """A permit or an application on the first page of a citizen."""

    href: str
    title: str
    who: str
    detail: str
    badge: object
    tone: Tone
    note: str = ""
    withdraw: str = ""


def permit_card(line: OwnPermit, names: Mapping[int, str]) -> Card:
    badge, tone = ANSWERS[line.answer]
    number = serial.card_text(line.permit.number)
    row = line.permit
    detail = f"{days_of(row)} · {hours_of(Hours(row.hours_begin, row.hours_end))}"
    return Card(
        reverse("permits:own", args=[number]), said(line.template.title), names.get(row.person_id, ""),
        detail, badge, tone, row.revocation,
    )  # fmt: skip


def application_card(line: OwnApplication, names: Mapping[int, str]) -> Card:
    row = line.application
    is_refused = row.status == "refused"
    badge = _("refused") if is_refused else _("waits for a decision")
    return Card(
        "", said(line.template.title), names.get(row.person_id, ""),
        f"{days_of(row)} · {reason_of(line.template, row.reason)}", badge, "bad" if is_refused else "info",
        row.refusal, "" if is_refused else reverse("permits:withdraw", args=[row.id]),
    )  # fmt: skip


def permit_terms(row: Permit, template: permits.Template, where: str) -> list[Term]:
    told = [
        Term(_("Reason"), reason_of(template, row.reason)),
        Term(_("Days"), days_of(row)),
        Term(_("Hours"), hours_of(Hours(row.hours_begin, row.hours_end))),
        Term(_("Holds in"), where),
        Term(_("From where to where"), row.journey),
        Term(_("Number plate"), row.plate),
        Term(_("Number"), serial.card_text(row.number)),
    ]
    return [term for term in told if term.text]


def waiting_columns() -> list[Column]:
    return [
        Column(_("Person")), Column(_("Permit")), Column(_("Reason")), Column(_("Days")), Column(_("Hours")),
        Column(_("Way")), Column(_("Asked by")),
    ]  # fmt: skip


def waiting_row(line: WaitingLine, *, is_picked: bool) -> list[Cell]:
    row = line.application
    born = f" ({line.who.birth_date.year})" if line.who.birth_date else ""
    way = " · ".join(part for part in (row.journey, row.plate) if part)
    return [
        Cell(f"{line.who.name}{born}", pick=str(row.id), is_picked=is_picked),
        Cell(said(line.template.title)),
        Cell(reason_of(line.template, row.reason)),
        Cell(days_of(row)),
        Cell(hours_of(Hours(row.hours_begin, row.hours_end))),
        Cell(way),
        Cell(line.organisation or _("the person or the family")),
    ]


def issued_columns() -> list[Column]:
    return [
        Column(_("Number")), Column(_("Person")), Column(_("Permit")), Column(_("Days")), Column(_("State")),
        Column(_("Given at")),
    ]  # fmt: skip


def issued_row(page: PermitPage, answer: Answer) -> list[Cell]:
    row, (badge, tone) = page.permit, ANSWERS[answer]
    number = serial.card_text(row.number)
    return [
        Cell(number, href=reverse("permits:permit", args=[number])),
        Cell(page.who.name),
        Cell(said(page.template.title)),
        Cell(days_of(row)),
        Cell(str(badge), tone=tone),
        Cell(moment(row.issued_at)),
    ]


def state_of(page: PermitPage, answer: Answer) -> tuple[object, Tone, str]:
    """Badge, tone, and since when or why."""
    row = page.permit
    why = row.revocation if row.revoked_at else ""
    open_ones = [one for one in page.suspensions if one.lifted_at is None]
    if answer is Answer.SUSPENDED and open_ones:
        why = _("until %(day)s, unless it is lifted before") % {"day": day(open_ones[0].until_at)}
    return (*ANSWERS[answer], why)


def quota_of(found: Organisation) -> str:
    return _("waits for its quota") if found.quota is None else str(found.quota)
