"""From what was judged to what a guard reads: words and shapes, no decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lachan.checkpoints.queries import CheckpointLine, PassengerLine
from lachan.ui.parts import Cell, Column, Tone
from lachan.ui.templatetags.ui import clock_seconds, moment, span

QUESTIONS = {
    "identity": gettext_lazy("Person"),
    "permit": gettext_lazy("Permit"),
    "result": gettext_lazy("Test"),
    "declaration": gettext_lazy("Declaration"),
    "vaccination": gettext_lazy("Vaccination"),
}
# Of a health matter the guard reads no more than is needed to act.
SAYS: Mapping[str, object] = {
    "identity.known": gettext_lazy("known; compare with the document"),
    "identity.by_permit": gettext_lazy("holder of this permit; compare with the document"),
    "identity.unknown": gettext_lazy("nobody is known by this code: check by hand"),
    "identity.ambiguous": gettext_lazy("several people have this number: check by hand"),
    "identity.damaged": gettext_lazy("the code cannot be read whole: check by hand"),
    "identity.key_unknown": gettext_lazy("signed by a key that is not ours: check by hand"),
    "identity.key_stolen": gettext_lazy("signed by a stolen key"),
    "identity.expired": gettext_lazy("the card is over: check the document"),
    "identity.revoked": gettext_lazy("the card was taken back"),
    "identity.stale": gettext_lazy("an old turning code, perhaps a screenshot: ask for a new one"),
    "identity.forged": gettext_lazy("the signature is forged"),
    "permit.valid": gettext_lazy("valid here and now"),
    "permit.not_needed": gettext_lazy("none needed"),
    "permit.none": gettext_lazy("no permit"),
    "permit.not_yet": gettext_lazy("the permit has not begun yet"),
    "permit.expired": gettext_lazy("the permit is over"),
    "permit.outside_hours": gettext_lazy("not at this hour"),
    "permit.outside_area": gettext_lazy("the permit does not hold here"),
    "permit.old_version": gettext_lazy("an old version that is no longer taken"),
    "permit.suspended": gettext_lazy("the permit is suspended"),
    "permit.revoked": gettext_lazy("the permit was taken back"),
    "permit.by_hand": gettext_lazy("a genuine form filled in by hand: read it, check the document"),
    "permit.other_plate": gettext_lazy("the permit is for another vehicle"),
    "permit.code_forged": gettext_lazy("the permit is forged"),
    "permit.code_unreadable": gettext_lazy("the code of the permit cannot be read: check by hand"),
    "permit.code_unknown": gettext_lazy("signed by us and not known here: check by hand"),
    "permit.code_key_unknown": gettext_lazy("signed by a key that is not ours: check by hand"),
    "permit.code_key_stolen": gettext_lazy("signed by a stolen key"),
    "declaration.valid": gettext_lazy("declared; holds until"),
    "declaration.risky": gettext_lazy("declared symptoms or a risk: look, ask, keep apart"),
    "declaration.none": gettext_lazy("nothing declared"),
    "declaration.not_needed": gettext_lazy("none needed"),
    "result.no_positive": gettext_lazy("nothing against it"),
    "result.ill": gettext_lazy("must not travel now: keep apart, call the health station"),
    "result.ill_to_care": gettext_lazy("on the way to care: let through, keep apart"),
}
ABSENT = gettext_lazy("not available here")
VERDICTS: dict[str, tuple[object, Tone]] = {
    "green": (gettext_lazy("Pass"), "good"),
    "yellow": (gettext_lazy("Check by hand"), "warn"),
    "red": (gettext_lazy("Do not pass"), "bad"),
}
SHAPES = {"green": "circle", "yellow": "triangle", "red": "octagon"}
DECISIONS: dict[str, tuple[object, Tone]] = {
    "passed": (gettext_lazy("passed"), "good"),
    "refused": (gettext_lazy("turned back"), "bad"),
    "": (gettext_lazy("waits for the guard"), "warn"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One line below the verdict."""

    label: object
    text: object
    tone: Tone


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody in front of the guard."""

    id: UUID
    name: str
    born: str
    verdict: object
    tone: Tone
    shape: str
    because: str
    answers: list[Answer]
    decision: object
    decision_tone: Tone
    is_open: bool
    has_passed: bool
    note: str
    needs_note: bool


def shown(line: PassengerLine) -> Shown:
    row = line.passenger
    word, tone = VERDICTS[row.verdict]
    decided, decision_tone = DECISIONS[row.decision]
    born = line.who.birth_date if line.who else None
    return Shown(
        id=row.id,
        name=line.who.name if line.who else _("nobody known"),
        born=str(born.year) if born else "",
        verdict=word,
        tone=tone,
        shape=SHAPES[row.verdict],
        because=because(row.reason, row.answers),
        answers=[answer(told) for told in row.answers],
        decision=decided,
        decision_tone=decision_tone,
        is_open=not row.decision,
        has_passed=row.decision == "passed",
        note=row.note,
        needs_note=bool(row.decision) and row.verdict != "yellow",
    )


def because(reason: str, answers: list[dict[str, Any]]) -> str:
    """Why, in a sentence; "" where all is well."""
    if not reason:
        return ""
    question, _sep, code = reason.partition(".")
    detail = next((one["detail"] for one in answers if one["question"] == question), "")
    words = str(SAYS.get(reason, code))
    return f"{words} ({detail})" if detail else words


def answer(told: Mapping[str, str]) -> Answer:
    key = f"{told['question']}.{told['code']}"
    text = ABSENT if told["tone"] == "absent" else SAYS.get(key, told["code"])
    detail = told.get("detail", "")
    tones: dict[str, Tone] = {"good": "good", "warn": "warn", "bad": "bad", "absent": "none"}
    return Answer(
        QUESTIONS.get(told["question"], told["question"]),
        f"{text} ({detail})" if detail else text,
        tones[told["tone"]],
    )


def passage_columns() -> list[Column]:
    return [
        Column(_("Time")), Column(_("Number plate")), Column(_("Person")), Column(_("State")),
        Column(_("Reason")), Column(_("Guard")),
    ]  # fmt: skip


def passage_row(line: PassengerLine) -> list[Cell]:
    row, (word, tone) = line.passenger, DECISIONS[line.passenger.decision]
    why = " · ".join(part for part in (because(row.reason, row.answers), row.note) if part)
    return [
        Cell(f"{clock_seconds(row.scanned_at)} {moment(row.scanned_at).split()[-1]}"),
        Cell(line.plate),
        Cell(line.who.name if line.who else _("nobody known")),
        Cell(str(word), tone=tone),
        Cell(why),
        Cell(row.decided_by or ""),
    ]


def shift_lines(line: CheckpointLine) -> list[tuple[UUID, str, str]]:
    """Shifts with their hours and who worked in them."""
    return [
        (one.id, span(one.starts_at, one.ends_at), ", ".join(line.guards.get(one.id, [])))
        for one in line.shifts
    ]
