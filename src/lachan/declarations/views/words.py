"""From what queries found to what components take: the words of forms, of what is wrong, of what was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lachan.areas import public as areas
from lachan.core.access import Actor
from lachan.declarations.forms import in_words, typed
from lachan.declarations.queries import AlertLine, OwnDeclaration, View
from lachan.kernel.declarations import Form, Kind, Question
from lachan.ui.parts import StatusName, Term, WorkRow
from lachan.ui.templatetags.ui import day, moment

VIEWS = {View.OPEN: gettext_lazy("Open"), View.DONE: gettext_lazy("Looked after")}


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of the check page."""

    label: str
    text: str
    step: str


def answered(
    question: Question, told: Any, units: Mapping[str, areas.Unit], people: Mapping[str, str]
) -> str:
    """An answer as it is read; a dash where there is none."""
    match question.kind:
        case _ if told is None:
            return "–"
        case Kind.YES_NO:
            return _("Yes") if told else _("No")
        case Kind.DAY:
            return day(date.fromisoformat(told))
        case Kind.UNIT:
            return units[told].name if told in units else str(told)
        case Kind.NUMBER:
            return typed(told)
        case _:
            return _chosen(question, told if isinstance(told, list) else [told], people)


def _chosen(question: Question, told: Sequence[str], people: Mapping[str, str]) -> str:
    names = {code: in_words(words) for code, words in question.choices.items()} | dict(people)
    return ", ".join(names.get(one, one) for one in told) or _("None")


def answer_rows(form: Form, answers: Mapping[str, Any], people: Mapping[str, str]) -> list[Row]:
    """Everything that was asked, in its order; ``people``: names by code."""
    today = timezone.localdate()
    asked = [question for question in form.questions if question.is_asked(answers, today)]
    codes = [answers[q.name] for q in asked if q.kind is Kind.UNIT and q.name in answers]
    units = areas.units_by_code(codes, today)
    return [
        Row(in_words(one.label), answered(one, answers.get(one.name), units, people), one.name)
        for one in asked
    ]


def answer_terms(form: Form, answers: Mapping[str, Any]) -> list[Term]:
    """What was told, as the staff reads it; nobody is named who is not this person."""
    return [Term(row.label, row.text) for row in answer_rows(form, answers, {}) if row.text != "–"]


def reasons(form: Form, codes: Sequence[str]) -> list[str]:
    return [in_words(form.reason(code)) for code in codes]


def status(line: AlertLine, actor: Actor) -> StatusName:
    alert = line.alert
    if alert.done_at:
        return "done"
    if alert.taken_at:
        return "mine" if alert.taken_by == actor.id else "taken"
    return "new"


def work_row(line: AlertLine, actor: Actor) -> WorkRow:
    """A row of the commune's list: whom, what they filled, the heaviest reasons."""
    told, state = line.declaration, status(line, actor)
    why = reasons(line.form, told.reasons)
    more = len(why) - 2
    text = "; ".join(why[:2]) + (
        ngettext(" and %(n)d more reason", " and %(n)d more reasons", more) % {"n": more} if more > 0 else ""
    )
    return WorkRow(
        key=str(line.alert.id),
        url=reverse("declarations:alert", args=[line.alert.id]),
        title=line.who.name if line.who else _("Somebody of another area"),
        detail=f"{in_words(line.form.title)} · {text}",
        status=state,
        at=line.alert.opened_at,
        version=f"{state}-{line.alert.taken_by or ''}",
    )


def alert_terms(line: AlertLine, answers: Mapping[str, Any]) -> list[Term]:
    """Whom to call: the telephone that was declared comes before the one that is known."""
    who, told, phone = line.who, line.declaration, line.form.meaning("phone", answers)
    terms = [Term(_("Told on"), moment(told.happened_at))]
    if who:
        born = day(who.birth_date) if who.birth_date else _("unknown")
        terms = [
            Term(_("Full name"), who.name),
            Term(_("Code"), who.code),
            Term(_("Born"), born),
            Term(_("Phone"), phone or who.phone or _("none"), f"tel:{phone}" if phone else who.tel),
            *terms,
        ]
    if abs((told.device_at - told.happened_at).total_seconds()) > 60:
        terms.append(Term(_("By the clock of the device"), moment(told.device_at)))
    return [*terms, Term(_("Form"), f"{in_words(line.form.title)} ({line.form.version})")]


@dataclass(frozen=True, slots=True)
class Line:
    """One that was sent, as its person sees it listed."""

    title: str
    detail: str
    url: str


def own_line(one: OwnDeclaration, care_id: UUID) -> Line:
    told = one.declaration
    detail = moment(told.happened_at)
    if told.valid_until:
        detail += " · " + _("holds until %(time)s") % {"time": moment(told.valid_until)}
    return Line(in_words(one.form.title), detail, reverse("declarations:sent", args=[care_id, told.id]))


def number(key: UUID) -> str:
    """The number that people note: the random end of the id, in groups.

    >>> number(UUID("0195d3a4-0000-7000-8000-0123456789ab"))
    '456-789-AB'
    """
    text = key.hex[-8:].upper()
    return f"{text[:3]}-{text[3:6]}-{text[6:]}"


def unit_of(area_path: str) -> str:
    """The name of the unit whose path this is."""
    parts = area_path.rstrip(".").rpartition(".")[2]
    found = areas.units([int(parts)]) if parts else {}
    return next((unit.name for unit in found.values()), "")
