"""What people type and send: the columns of a people file, searches, decisions, choices."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lachan.core.batches import Origin
from lachan.core.tables import Chunk, Column, Field, code, day, national_id, phone, sex, text
from lachan.identity.models import Decision
from lachan.identity.services import PersonColumns
from lachan.kernel.births import Birth, partial


def _one_birth(raw: str) -> Birth:
    return partial(raw) or Birth(day(raw))


def _many_births(values: Sequence[str]) -> list[Birth] | None:
    days = day.many(values) if day.many else None
    return None if days is None else [Birth(value) for value in days]


birth = Field(_one_birth, _many_births)
"""A day, or only ``mm/yyyy`` or ``yyyy`` where a paper knows no more."""

PERSON_COLUMNS = [
    Column("code", code),
    Column("name", text(200)),
    Column("birth_date", birth, may_be_empty=True),
    Column("sex", sex, may_be_empty=True),
    Column("phone", phone, may_be_empty=True),
    Column("national_id", national_id, may_be_empty=True),
    Column("area_code", code, may_be_empty=True),
    Column("household", code, may_be_empty=True),
]


def person_columns(chunk: Chunk) -> PersonColumns:
    return PersonColumns(
        Origin(chunk.lines, chunk.raw), **{c.name: chunk.values[c.name] for c in PERSON_COLUMNS}
    )


SEARCH_CHARACTERS = 100
MOST_CARDS = 200  # twenty sheets: more belongs to `lachan qr cards`


class SearchForm(forms.Form):
    """Words of a name, a number, or a phone."""

    q = forms.CharField(
        label=_("Name, number or phone"),
        help_text=_("Without accents, in any order; the beginning of a word is enough."),
        max_length=SEARCH_CHARACTERS,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class HolderSearchForm(forms.Form):
    """Words of a name, or the beginning of a code."""

    q = forms.CharField(
        label=_("Code or name"),
        help_text=_("Without accents, in any order; the beginning of a word is enough."),
        max_length=SEARCH_CHARACTERS,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class DecisionForm(forms.Form):
    """What was decided about a pair, and which pair comes next."""

    decision = forms.ChoiceField(choices=Decision)
    next = forms.UUIDField(required=False)

    def as_decision(self) -> Decision:
        return Decision(self.cleaned_data["decision"])


class PickForm(forms.Form):
    """Whose cards, and whether their older printed cards are taken back."""

    replace_old = forms.BooleanField(label=_("Take their old cards back (lost, wrong)"), required=False)

    def clean(self) -> dict[str, Any]:
        picked = list(dict.fromkeys(self.data.getlist("pick")))  # type: ignore[attr-defined]  # a QueryDict
        if not picked:
            raise forms.ValidationError(_("Nobody is chosen. Tick at least one name."))
        if len(picked) > MOST_CARDS:
            raise forms.ValidationError(_("Too many cards at once. Choose fewer people."))
        return {**(super().clean() or {}), "pick": picked}
