"""Declarations as data: forms with questions that are asked under conditions, and rules that tell a risk.

A form is a pack (``policies/declarations/``), read by :func:`parse`.  What people told is looked at by
:func:`check`, which names the question of each thing wrong, and judged by :func:`score`, which tells its
reasons.  Plain functions: a telephone without a network comes to the same answers.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

LANGUAGES = ("vi", "en")
MEANINGS = {"symptoms", "onset", "carrier", "vehicle", "day", "seat", "companions", "stay", "phone"}
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE = re.compile(r"[^A-Z0-9]")
MOST_LINES = 20
Words = Mapping[str, str]  # by language
Told = Mapping[str, Any]  # answers by question; days as ISO texts


class Kind(StrEnum):
    """What an answer is."""

    YES_NO = "yes_no"
    ONE = "one"  # of the choices
    SOME = "some"  # of the choices; none of them is an answer too
    TEXT = "text"
    CODE = "code"  # a flight, a plate, a seat: upper case, without blanks and dashes
    LINES = "lines"  # texts, one a line
    PEOPLE = "people"  # codes of people
    NUMBER = "number"
    DAY = "day"
    UNIT = "unit"  # the code of a commune


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold of one answer.  A question that was not asked holds nothing."""

    question: str
    is_: bool | None = None
    any_of: frozenset[str] = frozenset()
    at_least: float | None = None
    within_days: int | None = None
    count: int | None = None  # of what was chosen

    def holds(self, answers: Told, today: date) -> bool:
        told = answers.get(self.question)
        if told is None:
            return False
        chosen = told if isinstance(told, list) else [told]
        return (
            (self.is_ is None or told is self.is_)
            and (not self.any_of or not self.any_of.isdisjoint(chosen))
            and (self.at_least is None or told >= self.at_least)
            and (self.count is None or len(chosen) >= self.count)
            and (
                self.within_days is None
                or timedelta(0) <= today - date.fromisoformat(told) <= timedelta(days=self.within_days)
            )
        )


@dataclass(frozen=True, slots=True)
class Question:
    """One question, asked where all conditions hold of the answers before it."""

    name: str
    kind: Kind
    label: Words
    help: Words
    choices: Mapping[str, Words]
    when: tuple[Condition, ...] = ()
    is_required: bool = True
    least: float | None = None  # of numbers; of days: so many days from today
    most: float | None = None
    longest: int = 200

    def is_asked(self, answers: Told, today: date) -> bool:
        return all(condition.holds(answers, today) for condition in self.when)


@dataclass(frozen=True, slots=True)
class Rule:
    """Where all conditions hold: so many points, and the reason in words."""

    code: str
    points: int
    says: Words
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a form.  ``means``: which question tells the symptoms, the vehicle, and so on."""

    name: str
    valid_from: date
    valid_to: date | None
    source: str
    is_verified: bool
    unverified: tuple[str, ...]
    title: Words
    says: Words
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    risky_from: int
    means: Mapping[str, str]
    valid_hours: int | None
    digest: str  # of everything it says

    @property
    def version(self) -> str:
        return f"{self.name}-{self.valid_from.isoformat()}"

    def question(self, name: str) -> Question | None:
        return next((one for one in self.questions if one.name == name), None)

    def meaning(self, what: str, answers: Told) -> Any:
        """The answer to the question that tells ``what``; None where none does."""
        return answers.get(self.means.get(what, ""))

    def reason(self, code: str) -> Words:
        return next((rule.says for rule in self.rules if rule.code == code), {})


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with the answer to one question."""

    question: str
    code: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers to what was asked, and what is wrong; ``asked``: the questions in their order."""

    answers: dict[str, Any]
    wrong: tuple[Wrong, ...]
    asked: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Points, and the codes of the rules that gave them, the heaviest first."""

    points: int
    is_risky: bool
    reasons: tuple[str, ...]


def in_force(forms: Iterable[Form], day: date) -> dict[str, Form]:
    """The newest version of each form on a day; one that has ended is missing."""
    begun = sorted((form for form in forms if form.valid_from <= day), key=lambda form: form.valid_from)
    newest = {form.name: form for form in begun}
    return {name: form for name, form in newest.items() if form.valid_to is None or day < form.valid_to}


def check(form: Form, told: Told, today: date) -> Checked:
    """Look at what was told, question by question; what was not asked is left out.

    Where an answer is wrong, the questions that hang on it are not asked yet.
    """
    answers: dict[str, Any] = {}
    wrong: list[Wrong] = [
        Wrong(name, "unknown_question") for name in sorted(told.keys() - {q.name for q in form.questions})
    ]
    asked = []
    for question in form.questions:
        if not question.is_asked(answers, today):
            continue
        asked.append(question)
        value, code = read(question, told.get(question.name), today)
        if code:
            wrong.append(Wrong(question.name, code))
        elif value is not None:
            answers[question.name] = value
    return Checked(answers, tuple(wrong), tuple(asked))


def score(form: Form, answers: Told, today: date) -> Score:
    """How risky the checked answers are.  ``today``: the day on which they were told."""
    met = [rule for rule in form.rules if all(one.holds(answers, today) for one in rule.when)]
    points = sum(rule.points for rule in met)
    heaviest = sorted(met, key=lambda rule: -rule.points)
    return Score(points, points >= form.risky_from, tuple(rule.code for rule in heaviest))


def read(question: Question, told: object, today: date) -> tuple[Any, str]:
    """An answer as it is kept, and what is wrong with it ("" where nothing is)."""
    if told is None or told == "" or (told == [] and question.kind in (Kind.LINES, Kind.PEOPLE)):
        return None, "missing" if question.is_required else ""
    match question.kind:
        case Kind.YES_NO:
            return (told, "") if isinstance(told, bool) else (None, "not_yes_or_no")
        case Kind.ONE:
            is_offered = isinstance(told, str) and told in question.choices
            return (told, "") if is_offered else (None, "not_a_choice")
        case Kind.SOME:
            return _some(question, told)
        case Kind.LINES | Kind.PEOPLE:
            return _lines(question, told)
        case Kind.NUMBER:
            return _number(question, told)
        case Kind.DAY:
            return _day(question, told, today)
        case _:
            return _text(question, told)


def _some(question: Question, told: object) -> tuple[Any, str]:
    chosen = told if isinstance(told, list) else [None]
    if not all(isinstance(one, str) and one in question.choices for one in chosen):
        return None, "not_a_choice"
    return [code for code in question.choices if code in chosen], ""


def _lines(question: Question, told: object) -> tuple[Any, str]:
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        return None, "not_lines"
    lines = [line for one in told if (line := " ".join(one.split()))]
    if len(lines) > MOST_LINES or any(len(line) > question.longest for line in lines):
        return None, "too_long"
    return (lines, "") if lines else read(question, None, date.min)


def _number(question: Question, told: object) -> tuple[Any, str]:
    if isinstance(told, bool) or not isinstance(told, int | float) or told != told:
        return None, "not_a_number"
    is_inside = (question.least is None or told >= question.least) and (
        question.most is None or told <= question.most
    )
    return (told, "") if is_inside else (None, "out_of_range")


def _day(question: Question, told: object, today: date) -> tuple[Any, str]:
    try:
        day = date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        day = None
    if day is None:
        return None, "not_a_day"
    off = (day - today).days
    if question.least is not None and off < question.least:
        return None, "too_long_ago"
    if question.most is not None and off > question.most:
        return None, "in_the_future" if question.most == 0 else "too_far_ahead"
    return day.isoformat(), ""


def _text(question: Question, told: object) -> tuple[Any, str]:
    if not isinstance(told, str):
        return None, "not_a_text"
    text = " ".join(told.split())
    if question.kind is not Kind.TEXT:
        text = CODE.sub("", text.upper())
    if len(text) > question.longest:
        return None, "too_long"
    return (text, "") if text else read(question, None, date.min)


# --- from a pack


def parse(pack: Mapping[str, Any]) -> Form:
    """A pack as typed values.  Raises ValueError, saying what is wrong, where it cannot be served."""
    questions: list[Question] = []
    for told in pack.get("question", ()):
        questions.append(_question(told, questions))
    known = {question.name: question for question in questions}
    if not questions or not NAME.fullmatch(str(pack.get("name", ""))):
        raise ValueError("a form has a name of small letters, and a question")
    rules = tuple(_rule(told, known) for told in pack.get("rule", ()))
    means = dict(pack.get("means", {}))
    if strange := (means.keys() - MEANINGS) | (set(means.values()) - known.keys()):
        raise ValueError(f"means: no such thing: {', '.join(sorted(strange))}")
    try:
        since, until = _date(pack["valid_from"]), _date(pack.get("valid_to"))
        assert since is not None  # noqa: S101 - a key that is there
        return Form(
            name=pack["name"],
            valid_from=since,
            valid_to=until,
            source=pack["source"],
            is_verified=pack["verified"] is True,
            unverified=tuple(pack.get("unverified", ())),
            title=_words(pack["title"], "title"),
            says=_words(pack["says"], "says"),
            questions=tuple(questions),
            rules=rules,
            risky_from=int(pack.get("risky_from", 1)),
            means=means,
            valid_hours=pack.get("valid_hours"),
            digest=hashlib.sha256(as_text(pack).encode()).hexdigest(),
        )
    except KeyError as missing:
        raise ValueError(f"{missing.args[0]} is missing") from None


def as_text(pack: Mapping[str, Any]) -> str:
    """A pack as JSON that is the same for the same words: what is kept, and what is hashed."""
    return json.dumps(pack, ensure_ascii=False, sort_keys=True, default=lambda day: day.isoformat())


def _question(told: Mapping[str, Any], before: Sequence[Question]) -> Question:
    name = str(told.get("name", ""))
    known = {question.name: question for question in before}
    if not NAME.fullmatch(name) or name in known:
        raise ValueError(f"question {name!r}: no name, or used twice")
    kind = Kind(told.get("kind", ""))
    choices = {one["code"]: _words(one, f"{name}.{one['code']}") for one in told.get("choices", ())}
    if (kind in (Kind.ONE, Kind.SOME)) != bool(choices):
        raise ValueError(f"question {name}: choices go with one and some")
    return Question(
        name=name,
        kind=kind,
        label=_words(told.get("label", {}), name),
        help=_words(told["help"], name) if "help" in told else {},
        choices=choices,
        when=tuple(_condition(one, known) for one in told.get("when", ())),
        is_required=told.get("required", True),
        least=told.get("least"),
        most=told.get("most"),
        longest=told.get("longest", 200),
    )


def _rule(told: Mapping[str, Any], known: Mapping[str, Question]) -> Rule:
    code = str(told.get("code", ""))
    when = tuple(_condition(one, known) for one in told.get("when", ()))
    if not NAME.fullmatch(code) or not when:
        raise ValueError(f"rule {code!r}: no code, or no condition")
    return Rule(code, int(told["points"]), _words(told.get("says", {}), code), when)


FITS = {  # what can be asked of an answer, by its kind
    "is": {Kind.YES_NO},
    "any": {Kind.ONE, Kind.SOME},
    "at_least": {Kind.NUMBER},
    "within_days": {Kind.DAY},
    "count": {Kind.SOME, Kind.LINES, Kind.PEOPLE},
}


def _condition(told: Mapping[str, Any], known: Mapping[str, Question]) -> Condition:
    question = known.get(told.get("question", ""))
    if question is None:
        raise ValueError(f"a condition asks a question that was not asked before: {dict(told)}")
    asked = told.keys() - {"question"}
    if not asked or any(question.kind not in FITS.get(name, set()) for name in asked):
        raise ValueError(f"a condition that does not fit {question.name}: {dict(told)}")
    any_of = frozenset(told.get("any", ()))
    if any_of - question.choices.keys():
        raise ValueError(f"a condition names what {question.name} does not offer: {dict(told)}")
    return Condition(
        question.name,
        told.get("is"),
        any_of,
        told.get("at_least"),
        told.get("within_days"),
        told.get("count"),
    )


def _words(told: Mapping[str, Any], where: str) -> dict[str, str]:
    words = {language: told.get(language, "") for language in LANGUAGES}
    if not all(isinstance(text, str) and text for text in words.values()):
        raise ValueError(f"{where}: said in {' and '.join(LANGUAGES)}")
    return words


def _date(told: Any) -> date | None:
    return date.fromisoformat(told) if isinstance(told, str) else told
