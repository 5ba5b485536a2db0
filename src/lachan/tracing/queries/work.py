"""What staff look at: the work list of their units, a task with its people or places, and a case."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from lachan.areas import public as areas
from lachan.core import wall
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.core.policies import exposure_policy
from lachan.core.statements import run
from lachan.declarations import public as declarations
from lachan.identity import public as identity
from lachan.places import public as places
from lachan.tracing.models import OPEN, Case, Contact, Evidence, ExposurePoint, Task
from lachan.tracing.queries.evidence import TRACE, Window, arguments

PAGE = 50
ILLNESS = timedelta(days=14)  # before the window, and after the sample
COUNTED = 1000  # beyond that a list says "1,000+"
LISTED = 200  # contacts and points a page shows; the others are told as a number


class View(StrEnum):
    """Saved views of the work list."""

    NEW = "new"
    MINE = "mine"
    OVERDUE = "overdue"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as the list shows it."""

    task: Task
    case_person: identity.Brief | None  # None: the case lives elsewhere
    case_code: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact of a team in the actor's area, with every reason."""

    contact: Contact
    who: identity.Who
    evidence: list["EvidenceLine"]


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    evidence: Evidence
    site: places.Site | None


@dataclass(frozen=True, slots=True)
class PointLine:
    point: ExposurePoint
    site: places.Site


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as this actor may see it; ``person`` is None where the case lives in another area."""

    case: Case
    code: str
    person: identity.Who | None
    unit: areas.Unit | None
    contacts: list[ContactLine]  # of teams in the actor's area, the nearest first
    contacts_here: int  # of teams in the actor's area, listed or not
    other_contacts: int  # of teams outside it
    points: list[PointLine]
    other_points: int
    present: int  # people who were only present somewhere
    tasks: list[Task]
    symptoms: list[declarations.SymptomsTold]  # as the person declared them; none where that is elsewhere


def tasks(actor: Actor, view: View) -> QuerySet[Task]:
    """Tasks of the actor's units, newest first."""
    actor.need_anywhere("tracing.read")
    rows = Task.objects.filter(area_path__startswith=actor.area_path, withdrawn_at=None)
    if view is View.DONE:
        return rows.exclude(done_at=None).order_by("-opened_at", "-id")
    narrowed = {
        View.NEW: Q(taken_at=None),
        View.MINE: Q(taken_by=actor.id),
        View.OVERDUE: Q(due_at__lt=timezone.now()),
        View.OPEN: Q(),
    }[view]
    return rows.filter(OPEN & narrowed).order_by("-opened_at", "-id")


def task_page(
    actor: Actor, view: View, *, before: tuple[datetime, UUID] | None = None
) -> tuple[list[TaskLine], bool]:
    """A page of tasks and whether more follow; ``before`` is the last one seen."""
    rows = tasks(actor, view).select_related("team", "case")
    if before is not None:
        rows = rows.filter(Q(opened_at__lt=before[0]) | Q(opened_at=before[0], id__lt=before[1]))
    page = list(rows[: PAGE + 1])
    with wall.opened("tracing.inbox"):  # of a case elsewhere the code is shown, no name
        people = identity.briefly([task.case.person_id for task in page], identity.Purpose.TRACING_LIST)
    lines = []
    for task in page[:PAGE]:
        who = people[task.case.person_id]
        known = who if who.area_path.startswith(actor.area_path) else None
        lines.append(TaskLine(task, known, who.code))
    return lines, len(page) > PAGE


def task_count(actor: Actor, view: View) -> int:
    """How many tasks, counted no further than ``COUNTED``; in no order, or all would be sorted first."""
    return tasks(actor, view).order_by()[:COUNTED].count()


def task(actor: Actor, task_id: UUID) -> tuple[Task, list[ContactLine], list[PointLine]]:
    """A task of the actor's units with what stands on its list.  Raises :class:`NotFound`."""
    actor.need_anywhere("tracing.read")
    found = (
        Task.objects.select_related("team", "case")
        .filter(pk=task_id, area_path__startswith=actor.area_path)
        .first()
    )
    if found is None:
        raise NotFound("task")
    contacts = Contact.objects.filter(case=found.case_id, task=found, withdrawn_at=None).order_by(
        "grade", "-minutes"
    )
    points = ExposurePoint.objects.filter(case=found.case_id, task=found, withdrawn_at=None).order_by(
        "starts_at"
    )
    return found, _contact_lines(found.case_id, contacts[:LISTED]), _point_lines(points[:LISTED])


def case(actor: Actor, case_id: UUID) -> CasePage:
    """A case that lives in the actor's area, or that gave it work.  Raises :class:`NotFound`."""
    actor.need_anywhere("tracing.read")
    found = Case.objects.filter(pk=case_id).first()
    mine = Task.objects.filter(case=case_id, area_path__startswith=actor.area_path).select_related("team")
    if found is None or not (found.area_path.startswith(actor.area_path) or mine.exists()):
        raise NotFound("case")
    person = identity.people_of_rows([found.person_id], identity.Purpose.TRACING)[found.person_id]
    lives_here = found.area_path.startswith(actor.area_path)
    contacts = Contact.objects.filter(case=found, withdrawn_at=None).order_by("grade", "-minutes")
    points = ExposurePoint.objects.filter(case=found, withdrawn_at=None).order_by("starts_at")
    here = Q(team__area_path__startswith=actor.area_path) | (Q(team=None) if lives_here else Q(pk__in=[]))
    seen = _contact_lines(found.id, contacts.filter(here)[:LISTED])
    in_area = contacts.filter(here).count()
    there = _point_lines((points if lives_here else points.filter(here))[:LISTED])
    return CasePage(
        case=found,
        code=person.code,
        person=person if lives_here else None,
        unit=areas.units([found.area_id]).get(found.area_id) if found.area_id else None,
        contacts=seen,
        contacts_here=in_area,
        other_contacts=contacts.count() - in_area,
        points=there,
        other_points=points.count() - len(there),
        present=found.present,
        tasks=list(mine.order_by("kind", "generation", "area_path")),
        symptoms=_symptoms(found) if lives_here else [],
    )


def _symptoms(case: Case) -> list[declarations.SymptomsTold]:
    """What the person declared of this illness, under whichever of their records."""
    records = identity.same_people([case.person_id]).get(case.person_id, [case.person_id])
    return declarations.told_symptoms(records, case.window_from - ILLNESS, case.sampled_at + ILLNESS)


@dataclass(frozen=True, slots=True)
class PresentLine:
    """Somebody who was at an exposure point together with the case."""

    who: identity.Who
    grade: str
    first: datetime
    last: datetime


def present_at(
    actor: Actor, case_id: UUID, place_id: int, starts_at: datetime
) -> tuple[PointLine, list[PresentLine]]:
    """Who was at an exposure point, for those who must inform there: its team, or that of the case.

    Computed from the visits that are still kept.  Raises :class:`NotFound`.
    """
    actor.need_anywhere("tracing.read")
    points = ExposurePoint.objects.select_related("case", "team").filter(withdrawn_at=None)
    point = points.filter(case=case_id, place_id=place_id, starts_at=starts_at).first()
    paths = [] if point is None else [point.case.area_path, point.team.area_path if point.team else ""]
    if point is None or not any(path.startswith(actor.area_path) for path in paths):
        raise NotFound("point")
    case = point.case
    window = Window(case.id, case.person_id, case.window_from, case.window_to)
    with wall.opened("tracing.present_at"):
        rows = run(TRACE, arguments([window], exposure_policy(case.policy)))
        here = [row for row in rows if row["place_id"] == place_id and row["since"] == starts_at]
        people = identity.people([row["person_id"] for row in here], identity.Purpose.TRACING)
    lines: dict[int, PresentLine] = {}
    for row in sorted(here, key=lambda row: (row["grade"], row["starts_at"])):
        before = lines.get(row["person_id"])
        lines[row["person_id"]] = PresentLine(
            people[row["person_id"]],
            row["grade"],
            min(before.first, row["starts_at"]) if before else row["starts_at"],
            max(before.last, row["ends_at"]) if before else row["ends_at"],
        )
    return _point_lines([point])[0], list(lines.values())


def cases(
    actor: Actor, *, before: tuple[datetime, UUID] | None = None
) -> tuple[list[tuple[Case, identity.Who]], bool]:
    """A page of cases that live in the actor's area, newest first, and whether more follow."""
    actor.need_anywhere("tracing.read")
    rows = Case.objects.filter(within(actor.area_path))
    if before is not None:
        rows = rows.filter(Q(opened_at__lt=before[0]) | Q(opened_at=before[0], id__lt=before[1]))
    page = list(rows.order_by("-opened_at", "-id")[: PAGE + 1])
    people = identity.people_of_rows([row.person_id for row in page], identity.Purpose.TRACING_LIST)
    return [(row, people[row.person_id]) for row in page[:PAGE]], len(page) > PAGE


def _contact_lines(case_id: UUID, contacts: Iterable[Contact]) -> list[ContactLine]:
    """Contacts of the actor's teams with their reasons; some live elsewhere."""
    rows = list(contacts)
    people = identity.people_of_rows([contact.person_id for contact in rows], identity.Purpose.TRACING)
    told: defaultdict[int, list[Evidence]] = defaultdict(list)
    for evidence in Evidence.objects.filter(case_id=case_id, person_id__in=list(people)).order_by(
        "starts_at"
    ):
        told[evidence.person_id].append(evidence)
    sites = places.sites({e.place_id for some in told.values() for e in some} - {0})
    return [
        ContactLine(
            contact,
            people[contact.person_id],
            [EvidenceLine(e, sites.get(e.place_id)) for e in told[contact.person_id]],
        )
        for contact in rows
    ]


def _point_lines(points: Iterable[ExposurePoint]) -> list[PointLine]:
    rows = list(points)
    sites = places.sites({point.place_id for point in rows})
    return [PointLine(point, sites[point.place_id]) for point in rows]
