"""From what people type to answers, and the words for what is wrong with them.

A page asks one question; its field is made of the form's data.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from lachan.kernel.declarations import Kind, Question, Words

WRONG = {
    "missing": gettext_lazy("An answer is needed here."),
    "not_yes_or_no": gettext_lazy("Answer yes or no."),
    "not_a_choice": gettext_lazy("Choose from what is offered."),
    "not_lines": gettext_lazy("A list is expected here."),
    "not_a_text": gettext_lazy("A text is expected here."),
    "not_a_number": gettext_lazy("Type a number, for example 37.5."),
    "out_of_range": gettext_lazy("This number cannot be right. Check it."),
    "not_a_day": gettext_lazy("Type a day as day/month/year, for example 25/11/2026."),
    "too_long_ago": gettext_lazy("This day is too long ago. Check it."),
    "in_the_future": gettext_lazy("This day has not come yet. Check it."),
    "too_far_ahead": gettext_lazy("This day is too far ahead. Declare nearer to it."),
    "too_long": gettext_lazy("This is too long. Make it shorter."),
    "not_a_unit": gettext_lazy("No commune or ward has this name today. Choose one from the list."),
    "nobody": gettext_lazy("Somebody named here is not known."),
    "unknown_question": gettext_lazy("The form does not ask this."),
}
TYPED_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
MODES = {
    Kind.NUMBER: {"inputmode": "decimal"},
    Kind.DAY: {"inputmode": "numeric", "placeholder": "25/11/2026"},
    Kind.CODE: {"autocapitalize": "characters"},
}
Offered = Sequence[tuple[str, Any]]


def in_words(words: Words) -> str:
    """In the reader's language; Vietnamese where that has none."""
    return words.get((get_language() or "vi").partition("-")[0]) or words.get("vi", "")


def typed(number: float) -> str:
    """A number as it is typed here."""
    return f"{number:g}".replace(".", "," if (get_language() or "vi").startswith("vi") else ".")


class AnswerForm(forms.Form):
    """One question as a form of one field.  What is typed is made plain here, and judged by the kernel.

    ``people``: who may be named, code and name; ``units``: communes found by what was typed.
    """

    def __init__(
        self,
        question: Question,
        data: Any = None,
        *,
        told: Any = None,
        people: Offered = (),
        units: Offered = (),
    ) -> None:
        self.question = question
        super().__init__(data, initial={"answer": None if told is None else _shown(question.kind, told)})
        self.fields["answer"] = _field(question, people, units)

    def value(self) -> Any:
        """What was typed, as the kernel takes it; None where nothing was."""
        return plain(self.question, self.cleaned_data.get("answer"))


def plain(question: Question, told: Any) -> Any:
    """What a page sends, as an answer."""
    if question.kind in (Kind.SOME, Kind.PEOPLE):
        return list(told or [])
    if question.kind is Kind.LINES:
        return [line for line in str(told or "").splitlines() if line.strip()]
    return None if told in (None, "") else PLAIN.get(question.kind, str)(str(told))


def _number(text: str) -> Any:
    try:
        return float(text.replace(",", ".").removesuffix("°C").strip())
    except ValueError:
        return text


def _day(text: str) -> str:
    found = TYPED_DAY.fullmatch(text.strip())
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text


PLAIN: dict[Kind, Callable[[str], Any]] = {
    Kind.YES_NO: lambda text: {"yes": True, "no": False}.get(text, text),
    Kind.NUMBER: _number,
    Kind.DAY: _day,
}


def _shown(kind: Kind, told: Any) -> Any:
    """An answer as its field shows it again."""
    match kind:
        case Kind.YES_NO:
            return "yes" if told else "no"
        case Kind.LINES:
            return "\n".join(told)
        case Kind.DAY:
            return f"{date.fromisoformat(told):%d/%m/%Y}"
        case Kind.NUMBER:
            return typed(told)
        case _:
            return told


def _field(question: Question, people: Offered, units: Offered) -> forms.Field:
    """The field of a question; its page and the kernel say the same of what is missing."""
    words: dict[str, Any] = {"label": in_words(question.label), "help_text": in_words(question.help)}
    words["required"] = question.is_required and question.kind is not Kind.SOME  # none is an answer too
    words["error_messages"] = {"required": WRONG["missing"], "invalid_choice": WRONG["not_a_choice"]}
    offered: Offered = [(code, in_words(label)) for code, label in question.choices.items()]
    match question.kind:
        case Kind.SOME | Kind.PEOPLE:
            boxes = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=offered or people, widget=boxes, **words)
        case Kind.LINES:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), **words)
        case Kind.YES_NO:
            offered = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        case Kind.UNIT:
            offered = units
    if offered:
        return forms.ChoiceField(choices=offered, widget=forms.RadioSelect, **words)
    attributes = {"autocomplete": "off"} | MODES.get(question.kind, {})
    return forms.CharField(widget=forms.TextInput(attrs=attributes), **words)
