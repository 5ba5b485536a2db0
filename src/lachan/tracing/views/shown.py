"""From what queries found to what components take: words and shapes, no decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, get_args

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from lachan.core.access import Actor
from lachan.core.policies import exposure_policies
from lachan.declarations import public as declarations
from lachan.kernel.exposure import Source
from lachan.tracing.queries import CasePage, ContactLine, EvidenceLine, PointLine, PresentLine, TaskLine, View
from lachan.tracing.rules import TaskKind
from lachan.ui.parts import (
    Cell,
    Column,
    Evidence,
    GradeName,
    SourceName,
    Stage,
    StatusName,
    Stopwatch,
    Term,
    WorkRow,
)
from lachan.ui.templatetags.ui import day, minutes, moment
from lachan.ui.timeline import Drawing, Mark, Window, draw

if TYPE_CHECKING:
    from lachan.tracing.models import Case, Task

VIEWS = {
    View.OPEN: gettext_lazy("All open"),
    View.NEW: gettext_lazy("New"),
    View.MINE: gettext_lazy("Mine"),
    View.OVERDUE: gettext_lazy("Overdue"),
    View.DONE: gettext_lazy("Done"),
}
SOURCES: dict[str, SourceName] = {
    Source.VISIT: "visit",
    Source.ENCOUNTER: "proximity",
    Source.HOUSEHOLD: "household",
    Source.VEHICLE: "vehicle",
}
WITHOUT_PLACE = {  # what a reason says that names no place
    Source.HOUSEHOLD: gettext_lazy("Lives in the same home"),
    Source.ENCOUNTER: gettext_lazy("Devices met"),
    Source.VEHICLE: gettext_lazy("Declared the same vehicle on that day"),
}
UNTIMED = (Source.HOUSEHOLD, Source.VEHICLE)  # nobody knows for how long
SLOW_MS = 300  # the promise: released to dispatched within a third of a second
MARGIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact with its reasons, for ``tracing/_contact.html``."""

    name: str
    code: str
    phone: str
    grade: GradeName
    together: str
    last: datetime
    team: str
    is_case: bool
    evidence: list[Evidence]


def task_title(kind: str, items: int) -> str:
    if kind == TaskKind.CONTACTS:
        return ngettext("Reach %(n)d contact", "Reach %(n)d contacts", items) % {"n": items}
    return ngettext("Check %(n)d place", "Check %(n)d places", items) % {"n": items}


def status(task: "Task", actor: Actor) -> StatusName:
    if task.done_at:
        return "done"
    if task.due_at < timezone.now():
        return "overdue"
    if task.taken_at:
        return "mine" if task.taken_by == actor.id else "taken"
    return "new"


def task_row(line: TaskLine, actor: Actor) -> WorkRow:
    """A row of the work list."""
    task, person = line.task, line.case_person
    whom = f"{line.case_code} · {person.name}" if person else line.case_code
    state = status(task, actor)
    return WorkRow(
        key=str(task.id),
        url=reverse("tracing:task", args=[task.id]),
        title=task_title(task.kind, task.items),
        detail=_("Case %(whom)s · %(team)s · due %(due)s")
        % {"whom": whom, "team": task.team.name, "due": moment(task.due_at)},
        status=state,
        grade=_grade(task.grade) if task.grade else "",
        at=task.opened_at,
        version=f"{state}-{task.items}-{task.taken_by or ''}",
    )


def evidence(line: EvidenceLine) -> Evidence:
    """A reason as a line."""
    e = line.evidence
    what = line.site.name if line.site else str(WITHOUT_PLACE.get(Source(e.source), ""))
    return Evidence(
        source=SOURCES[e.source],
        what=what,
        start=e.starts_at,
        end=e.ends_at,
        minutes=None
        if e.source in UNTIMED
        else max(1, round((e.ends_at - e.starts_at).total_seconds() / 60)),
        distance_m=None if e.distance_m is None else round(e.distance_m, 1),
        assumed=e.assumed,
    )


def contact(line: ContactLine) -> Contact:
    c, who = line.contact, line.who
    sources = {e.evidence.source for e in line.evidence}
    return Contact(
        name=who.name,
        code=who.code,
        phone=who.phone,
        grade=_grade(c.grade),
        together=_together(sources, c.minutes),
        last=c.last_at,
        team=c.team.name if c.team else "",
        is_case=c.became_id is not None,
        evidence=[evidence(e) for e in line.evidence],
    )


def _together(sources: set[str], told: float) -> str:
    """For how long; where somebody is near without a clock, in which way."""
    if Source.HOUSEHOLD in sources:
        return _("same household")
    return _("same vehicle") if Source.VEHICLE in sources else minutes(max(1, round(told)))


def _grade(text: str) -> GradeName:
    return next(name for name in get_args(GradeName) if name == text)


def stopwatch(case: "Case") -> Stopwatch:
    """Released → traced → dispatched → seen, counted from when the platform knew of the result."""
    start = case.announced_at or case.opened_at

    def stage(key: str, at: datetime | None, *, timed: bool = True) -> Stage:
        after = None if at is None else max(0, round((at - start).total_seconds() * 1000))
        return Stage(key, at, after, is_slow=timed and after is not None and after > SLOW_MS)  # type: ignore[arg-type]

    return Stopwatch(
        (
            Stage("released", start, 0),
            stage("traced", case.traced_at),
            stage("dispatched", case.dispatched_at),
            stage("seen", case.seen_at, timed=False),
        )
    )


def case_terms(page: CasePage) -> list[Term]:
    case, person = page.case, page.person
    policy = exposure_policies()[case.policy]
    terms = [Term(_("Unit"), page.unit.name if page.unit else _("unknown"))]
    if person:
        born = day(person.birth_date) if person.birth_date else _("unknown")
        terms += [
            Term(_("Born"), born),
            Term(_("Phone"), person.phone or _("none"), person.tel),
        ]
    terms += [
        Term(_("Sample taken"), moment(case.sampled_at)),
        Term(_("First symptoms"), day(case.onset_date) if case.onset_date else _("none told")),
        *(Term(_("Declared"), symptoms(told)) for told in page.symptoms),
        Term(_("Infectious"), f"{moment(case.window_from)} – {moment(case.window_to)}"),
        Term(_("Rule"), f"{policy.id}: {policy.source}"),
    ]
    return terms


def symptoms(told: declarations.SymptomsTold) -> str:
    """ "told on 09/03/2022: fever, cough (since 08/03)" """
    language = (get_language() or "vi").partition("-")[0]
    felt = ", ".join(words.get(language) or words["vi"] for words in told.symptoms).lower()
    text = _("told on %(day)s: %(felt)s") % {"day": day(timezone.localdate(told.at)), "felt": felt}
    since = _(", since %(day)s") % {"day": day(told.onset)} if told.onset else ""
    return f"{text}{since}"


def drawing(page: CasePage) -> Drawing:
    """Visits, meetings, symptoms and tests across the infectious window."""
    case = page.case
    marks = [
        Mark("visits", p.point.starts_at, p.point.ends_at, p.site.name, "visit", p.point.assumed)
        for p in page.points
    ]
    for line in page.contacts:
        marks += [
            Mark(
                "meetings",
                e.evidence.starts_at,
                e.evidence.ends_at,
                line.who.name,
                "meeting",
                e.evidence.assumed,
            )
            for e in line.evidence
            if e.evidence.source == Source.ENCOUNTER
        ]
    marks.append(Mark("tests", case.sampled_at, None, _("Positive sample"), "positive"))
    if case.onset_date:
        onset = datetime.combine(case.onset_date, datetime.min.time(), timezone.get_default_timezone())
        marks.append(Mark("symptoms", onset, None, _("First symptoms"), "symptom"))
    lanes = [
        ("visits", _("Places")),
        ("meetings", _("Meetings")),
        ("symptoms", _("Symptoms")),
        ("tests", _("Tests")),
    ]
    start, end = case.window_from - MARGIN, max(case.window_to, case.sampled_at) + MARGIN
    window = Window(max(start, end - timedelta(days=60)), end, case.window_from, case.window_to)
    return draw(window, lanes, marks, timezone.get_default_timezone())


def point_columns() -> list[Column]:
    return [Column(_("Place")), Column(_("From")), Column(_("To")), Column(_("Present"), numeric=True)]


def point_cells(line: PointLine) -> list[Cell]:
    point = line.point
    url = reverse("tracing:present", args=[point.case_id, point.place_id, point.starts_at.isoformat()])
    return [
        Cell(line.site.name, href=url),
        Cell(moment(line.point.starts_at)),
        Cell(
            f"{moment(line.point.ends_at)} ({_('assumed')})"
            if line.point.assumed
            else moment(line.point.ends_at)
        ),
        Cell(str(line.point.present)),
    ]


def present_columns() -> list[Column]:
    return [Column(_("Name")), Column(_("Grade")), Column(_("Phone")), Column(_("From")), Column(_("To"))]


def present_cells(line: PresentLine) -> list[Cell]:
    return [
        Cell(f"{line.who.name} · {line.who.code}"),
        Cell(grade=_grade(line.grade)),
        Cell(line.who.phone or _("none"), href=line.who.tel),
        Cell(moment(line.first)),
        Cell(moment(line.last)),
    ]


def task_columns() -> list[Column]:
    return [Column(_("Task")), Column(_("Team")), Column(_("Status")), Column(_("Opened")), Column(_("Due"))]


def task_cells(task: "Task", actor: Actor) -> list[Cell]:
    withdrawn = task.withdrawn_at is not None
    return [
        Cell(task_title(task.kind, task.items), href=reverse("tracing:task", args=[task.id])),
        Cell(task.team.name),
        Cell(_("withdrawn"), tone="none") if withdrawn else Cell(status=status(task, actor)),
        Cell(moment(task.opened_at)),
        Cell(moment(task.due_at)),
    ]
