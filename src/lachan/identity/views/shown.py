"""From what queries found to what components take: words for people and for how two records agree."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lachan.areas import public as areas
from lachan.core.policies import numbering
from lachan.identity.forms.intake import NewPersonForm
from lachan.identity.queries import Speaks
from lachan.identity.queries.matching import Candidate
from lachan.identity.queries.people import Who
from lachan.identity.queries.reviews import Carries, Pair, Side, carried
from lachan.identity.rules import Purpose, tail
from lachan.kernel.identifiers import kind_of, phone_warnings, warnings
from lachan.kernel.matching import Compared
from lachan.ui.parts import Cell, Column, Term, Tone
from lachan.ui.templatetags.ui import day

SEXES = {
    "male": gettext_lazy("Male"),
    "female": gettext_lazy("Female"),
    "other": gettext_lazy("Other"),
    "unknown": gettext_lazy("Not known"),
}
KINDS = {
    "cccd": "CCCD",
    "cmnd": "CMND",
    "passport": gettext_lazy("Passport"),
    "bhyt": gettext_lazy("Health insurance"),
    "qid": "QID",
    "other": gettext_lazy("Other number"),
}
AGREEMENTS: dict[str, dict[str, tuple[object, Tone]]] = {
    "name": {
        "same": (gettext_lazy("Same"), "good"),
        "bare": (gettext_lazy("Same without accents"), "good"),
        "tones": (gettext_lazy("Other accents"), "warn"),
        "slip": (gettext_lazy("One slip"), "warn"),
        "part": (gettext_lazy("Part missing"), "warn"),
        "given": (gettext_lazy("Other given name"), "bad"),
        "other": (gettext_lazy("Different"), "bad"),
    },
    "birth": {
        "same": (gettext_lazy("Same"), "good"),
        "swapped": (gettext_lazy("Day and month swapped"), "warn"),
        "coarse": (gettext_lazy("As far as known"), "warn"),
        "slip": (gettext_lazy("One slip"), "warn"),
        "year": (gettext_lazy("Same year only"), "bad"),
        "other": (gettext_lazy("Different"), "bad"),
    },
    "area": {
        "commune": (gettext_lazy("Same"), "good"),
        "province": (gettext_lazy("Same province"), "warn"),
        "other": (gettext_lazy("Different"), "bad"),
    },
}
PLAIN: dict[str, tuple[object, Tone]] = {
    "same": (gettext_lazy("Same"), "good"),
    "slip": (gettext_lazy("One slip"), "warn"),
    "other": (gettext_lazy("Different"), "bad"),
}
WARNINGS = {
    "cccd_form": gettext_lazy("A CCCD has 12 digits; this has {part}."),
    "cccd_province": gettext_lazy("No province had the code {part}."),
    "cccd_sex": gettext_lazy("The fourth digit, {part}, stands for the other sex."),
    "cccd_year": gettext_lazy("The number says born in {part}."),
    "cmnd_form": gettext_lazy("A CMND has 9 or 12 digits; this has {part}."),
    "bhyt_form": gettext_lazy("An insurance number has 10 or 15 characters; this has {part}."),
    "passport_form": gettext_lazy("A passport number is letters and 6 to 8 digits."),
    "phone_not_possible": gettext_lazy("Nobody can have this phone number."),
}


def birth(who: Who) -> str:
    """A birth date as far as it is known."""
    if who.birth_date is None:
        return ""
    forms = {"day": day(who.birth_date), "month": f"{who.birth_date:%m/%Y}", "year": f"{who.birth_date:%Y}"}
    return forms[who.birth_precision]


def person_columns() -> list[Column]:
    names = (_("Person"), _("Name"), _("Birth"), _("Sex"), _("Unit"), _("Phone"))
    return [Column(name) for name in names]


def person_row(who: Who, units: Mapping[int, areas.Unit]) -> list[Cell]:
    unit = units.get(who.area_id) if who.area_id else None
    return [
        Cell(who.code, href=reverse("identity:person", args=[who.code])),
        Cell(who.name),
        Cell(birth(who)),
        Cell(str(SEXES[who.sex])),
        Cell(unit.name if unit else ""),
        Cell(who.phone),
    ]


def person_terms(who: Who, numbers: tuple[Carries, ...]) -> list[Term]:
    units = areas.units([who.area_id] if who.area_id else [])
    terms = [
        Term(_("Birth"), birth(who) or _("Not known")),
        Term(_("Sex"), str(SEXES[who.sex])),
        Term(_("Unit"), units[who.area_id].name if who.area_id in units else _("Not known")),
        Term(_("Phone"), who.phone or _("none"), who.tel),
    ]
    return terms + [Term(str(KINDS[number.kind]), number.number) for number in numbers]


def number_warnings(who: Who, numbers: tuple[Carries, ...]) -> list[str]:
    """What looks wrong about somebody's numbers, in words."""
    found = [
        (f"{KINDS[number.kind]} {number.number}", warned) for number in numbers for warned in number.warnings
    ]
    found += [(str(_("Phone")), warned) for warned in (phone_warnings(who.phone) if who.phone else [])]
    return [f"{what}: {str(WARNINGS[warned.code]).format(part=warned.part)}" for what, warned in found]


@dataclass(frozen=True, slots=True)
class ShownGuardian:
    """One who speaks for a person, as a line."""

    id: int
    code: str
    name: str
    detail: str


def guardian(found: Speaks) -> ShownGuardian:
    detail = f"{found.in_words} · {_('since')} {day(found.since)}"
    return ShownGuardian(found.id, found.code, found.name, detail)


def told_warnings(form: NewPersonForm) -> list[str]:
    """What looks wrong about the numbers on the form, in words; it may be right all the same."""
    told = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    numbers = [told.get("document", ""), told.get("old_document", "")]
    found = [
        (f"{KINDS[kind]} {tail(number)}", warned)
        for number in numbers
        if number
        for kind in [kind_of(number)]
        for warned in warnings(kind, number, numbering(), told.get("birth_date"), told.get("sex", "unknown"))
    ]
    return [f"{what}: {str(WARNINGS[warned.code]).format(part=warned.part)}" for what, warned in found]


def candidate_columns() -> list[Column]:
    return [Column(_("What is told")), Column(_("Now")), Column(_("In the register")), Column(_("Agreement"))]


def candidate_rows(form: NewPersonForm, candidate: Candidate) -> list[list[Cell]]:
    """What is told now beside somebody of the register, what differs said in words."""
    told, who = form.cleaned_data, candidate.who
    units = areas.units([who.area_id] if who.area_id else [])
    kept = ", ".join(f"{KINDS[number.kind]} {number.number}" for number in carried(who, Purpose.MATCHING))
    now = ", ".join(f"{KINDS[kind_of(number)]} {number}" for number in form.numbers())
    lines = {
        "name": (_("Name"), told["name"], who.name),
        "birth": (_("Birth"), day(told["birth_date"]), birth(who)),
        "sex": (_("Sex"), str(SEXES[told["sex"]]), str(SEXES[who.sex])),
        "number": (_("Number"), now, kept),
        "phone": (_("Phone"), told["phone"], who.phone),
        "area": (
            _("Unit"),
            form.units[told["unit"]].name,
            units[who.area_id].name if who.area_id in units else "",
        ),
    }
    return [[*map(Cell, line), agreement(candidate.compared, what)] for what, line in lines.items()]


def pair_columns(pair: Pair) -> list[Column]:
    return [
        Column(_("What is told")),
        Column(_("Told first: {code}").format(code=pair.earlier.who.code)),
        Column(_("Told later: {code}").format(code=pair.later.who.code)),
        Column(_("Agreement")),
    ]


def pair_rows(pair: Pair) -> list[list[Cell]]:
    """The two records line by line, what differs said in words."""
    found = [side.who for side in (pair.earlier, pair.later)]
    units = areas.units([who.area_id for who in found if who.area_id])
    lines = {
        "name": (_("Name"), [who.name for who in found]),
        "birth": (_("Birth"), [birth(who) for who in found]),
        "sex": (_("Sex"), [str(SEXES[who.sex]) for who in found]),
        "number": (_("Number"), [_numbers(side) for side in (pair.earlier, pair.later)]),
        "phone": (_("Phone"), [who.phone for who in found]),
        "area": (_("Unit"), [units[who.area_id].name if who.area_id in units else "" for who in found]),
    }
    return [
        [Cell(label), *map(Cell, told), agreement(pair.compared, what)]
        for what, (label, told) in lines.items()
    ]


def _numbers(side: Side) -> str:
    return ", ".join(f"{KINDS[number.kind]} {number.number}" for number in side.numbers)


def agreement(compared: Compared, what: str) -> Cell:
    level = compared.levels[what]
    if level is None:
        return Cell(_("Not told by both"), tone="none")
    words, tone = AGREEMENTS.get(what, PLAIN)[level]
    return Cell(str(words), tone=tone)
