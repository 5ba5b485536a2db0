"""What people type and send: the columns of a people file; for whom cards are printed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lachan.core.batches import Origin
from lachan.core.tables import Chunk, Column, code, day, national_id, phone, sex, text
from lachan.identity.services import PersonColumns

PERSON_COLUMNS = [
    Column("code", code),
    Column("name", text(200)),
    Column("birth_date", day, may_be_empty=True),
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


MOST_CARDS = 200  # twenty sheets: more belongs to `lachan qr cards`


class SearchForm(forms.Form):
    """The beginning of a code or a name."""

    q = forms.CharField(
        label=_("Code or name"),
        help_text=_("The beginning is enough, with its accents: Nguyễn Thị"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


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
