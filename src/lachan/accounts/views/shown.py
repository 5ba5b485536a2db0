"""From what queries found to what components take: words, no decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lachan.accounts.forms import RELATIONS
from lachan.accounts.queries import CareLine, Carer, OpeningLine, Question, Receipt, RecordPage
from lachan.accounts.rules import Relation
from lachan.areas import public as areas
from lachan.core.access import Actor
from lachan.identity import public as identity
from lachan.kernel.consents import GIVEN
from lachan.ui.parts import Cell, Column, Term
from lachan.ui.templatetags.ui import day, moment

ROLES = {
    "tracer": gettext_lazy("Tracing team"),
    "health_worker": gettext_lazy("Health station"),
    "manager": gettext_lazy("Epidemic command"),
    "sampler": gettext_lazy("Sampling team"),
    "laboratory": gettext_lazy("Laboratory"),
    "data_protection": gettext_lazy("Data protection officer"),
    "guard": gettext_lazy("Guard at a checkpoint"),
    "registrar": gettext_lazy("Desk of the commune"),
    "operator": gettext_lazy("Operator of the platform"),
}
PURPOSES = {
    "tracing": gettext_lazy("Contact tracing"),
    "desk": gettext_lazy("Help at the desk"),
    "tracing_list": gettext_lazy("Contact tracing: a list in which the name stands"),
    "register_list": gettext_lazy("The list of people"),
    "register": gettext_lazy("The record in the list of people"),
    "card": gettext_lazy("A card in the national layout"),
    "laboratory": gettext_lazy("Results of the laboratory"),
    "matching": gettext_lazy("Checking whether two records are one person"),
    "permit": gettext_lazy("A permit to travel: asked for, given, or printed"),
    "checkpoint": gettext_lazy("Passing a checkpoint"),
    "visits": gettext_lazy("Doubtful scans and disputed visits"),
    "break_glass": gettext_lazy("Opened in an emergency, outside the usual area"),
    "sampling": gettext_lazy("The list of people to be sampled"),
}
SEXES = {"female": gettext_lazy("Female"), "male": gettext_lazy("Male"), "other": gettext_lazy("Other")}
SELF = gettext_lazy("You")
THEIR = {
    Relation.SELF: SELF,
    Relation.CHILD: gettext_lazy("Your child"),
    Relation.PARENT: gettext_lazy("Your mother or father"),
    Relation.GRANDPARENT: gettext_lazy("Your grandmother or grandfather"),
    Relation.SPOUSE: gettext_lazy("Your wife or husband"),
    Relation.SIBLING: gettext_lazy("Your sister or brother"),
    Relation.OTHER: gettext_lazy("In your care"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A person on the first page of a citizen."""

    care_id: UUID
    name: str
    relation: str
    born: str


@dataclass(frozen=True, slots=True)
class ShownLook:
    """One line of "who looked at me"."""

    at: datetime
    who: str
    where: str
    why: str
    reason: str
    times: int
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class ShownCarer:
    """One account that sees the record."""

    care_id: UUID
    number: str
    since: str
    is_mine: bool
    may_end: bool


def card(line: CareLine) -> Card:
    born = day(line.who.birth_date) if line.who.birth_date else ""
    return Card(line.care.id, line.who.name, str(THEIR[Relation(line.care.relation)]), born)


@dataclass(frozen=True, slots=True)
class ShownPhone:
    """One telephone that shows codes."""

    device: str
    mark: str
    since: str
    last_day: str
    people: int
    is_mine: bool


def phone(found: identity.Phone, actor: Actor) -> ShownPhone:
    """``mark``: the end of its key, which the telephone itself shows too."""
    is_mine = found.issued_by == actor.id
    mark = found.device[-4:].upper()
    return ShownPhone(found.device, mark, moment(found.since), day(found.last_day), found.people, is_mine)


PAPERS = {"cccd": "CCCD", "cmnd": "CMND", "bhyt": "BHYT", "passport": gettext_lazy("Passport")}


def paper(told: tuple[str, str]) -> str:
    """A number of which only the end is shown."""
    kind, end = told
    return f"{PAPERS.get(kind, '')} ••• {end}".strip() if kind else end


def record_terms(page: RecordPage) -> list[Term]:
    who = page.line.who
    return [
        Term(_("Born"), day(who.birth_date) if who.birth_date else _("unknown")),
        Term(_("Sex"), str(SEXES.get(who.sex, _("unknown")))),
        Term(_("Lives in"), page.home.name if page.home else _("unknown")),
        Term(_("Record number"), who.code),
    ]


def look(found: identity.Look, page: RecordPage) -> ShownLook:
    unit = page.units.get(found.area_id) if found.area_id else None
    return ShownLook(
        at=found.last_at,
        who=f"{ROLES.get(found.role, found.role)} · {found.actor}",
        where=unit.name if unit else _("Whole country"),
        why=str(PURPOSES.get(found.purpose, found.purpose)),
        reason=page.reasons.get(found.ref, ""),
        times=found.times,
        is_emergency=found.ref in page.reasons,
    )


@dataclass(frozen=True, slots=True)
class ShownGuardian:
    """One who speaks for the person."""

    id: int
    name: str
    detail: str


def guardian(found: identity.Speaks) -> ShownGuardian:
    return ShownGuardian(found.id, found.name, f"{found.in_words} · {_('since')} {day(found.since)}")


def carer(found: Carer, may_end_others: bool) -> ShownCarer:
    may_end = found.is_mine or may_end_others
    return ShownCarer(found.care_id, f"••• {found.number_end}", day(found.since_at), found.is_mine, may_end)


def initial(draft: Mapping[str, str]) -> dict[str, object]:
    """Answers given before, as form fields take them."""
    told: dict[str, object] = dict(draft)
    if "birth_date" in draft:
        told["birth_date"] = date.fromisoformat(draft["birth_date"])
    return told


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer on the check page, and where to change it."""

    label: str
    text: str
    step: str


def answers(draft: Mapping[str, str], home: areas.Unit | None) -> list[Answered]:
    rows = [
        Answered(_("Full name"), draft["name"], "name"),
        Answered(_("Date of birth"), day(date.fromisoformat(draft["birth_date"])), "birth"),
        Answered(_("Sex"), str(SEXES.get(draft["sex"], draft["sex"])), "sex"),
        Answered(_("Identity card"), draft.get("document", "") or _("none"), "document"),
        Answered(_("Lives in"), home.name if home else _("unknown"), "province"),
    ]
    relation = Relation(draft["relation"])
    told = Answered(_("Who"), str(RELATIONS[relation]), "relation")
    return rows if relation is Relation.SELF else [told, *rows]


def opening_columns() -> list[Column]:
    names = (_("Opened"), _("By"), _("Person"), _("Case"), _("Reason"), _("Open until"))
    return [Column(name) for name in names]


def opening_cells(line: OpeningLine) -> list[Cell]:
    o = line.opening
    by = f"{ROLES.get(o.role, o.role)} · {o.actor}"
    cells = (moment(o.opened_at), by, line.who.code, o.case_ref, o.reason, moment(o.ends_at))
    return [Cell(text) for text in cells]


def alarm_columns() -> list[Column]:
    return [Column(name) for name in (_("When"), _("By"), _("For what"), _("Look-ups refused"))]


def alarm_cells(found: identity.Alarm) -> list[Cell]:
    by = f"{ROLES.get(found.role, found.role)} · {found.actor}"
    why = str(PURPOSES.get(found.purpose, found.purpose))
    return [Cell(text) for text in (moment(found.raised_at), by, why, str(found.refused))]


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A purpose on the page of consents."""

    purpose: str
    version: str
    title: str
    says: tuple[str, ...]
    is_given: bool
    given_before: bool


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """A line in the list of receipts."""

    number: str
    title: str
    is_given: bool
    at: datetime
    by: str
    version: str


def question(found: Question, lang: str) -> ShownQuestion:
    text = found.text
    told = (text.purpose, text.version, text.title[lang], text.says[lang])
    return ShownQuestion(*told, found.is_given, found.given_before)


def receipt(found: Receipt, lang: str) -> ShownReceipt:
    by = _("the person") if found.is_own else _("an account that cares for this record")
    number = str(found.id)
    return ShownReceipt(number, found.title[lang], found.deed == GIVEN, found.at, by, found.version)
