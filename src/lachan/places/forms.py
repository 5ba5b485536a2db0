"""The columns of places and visits files, what is chosen on the pages of units, and what owners type."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lachan.core.batches import Origin
from lachan.core.tables import Chunk, Column, code, decimal, integer, moment, text
from lachan.places.queries import Old
from lachan.places.services import Choice, PlaceColumns, VisitColumns

PLACE_COLUMNS = [
    Column("code", code),
    Column("name", text(200)),
    Column("kind", code),
    Column("area_code", code, may_be_empty=True),
    Column("lat", decimal(-90, 90), required=False, may_be_empty=True),
    Column("lon", decimal(-180, 180), required=False, may_be_empty=True),
    Column("capacity", integer(1, 1_000_000), required=False, may_be_empty=True),
]
VISIT_COLUMNS = [
    Column("person", code),
    Column("place", code),
    Column("entered_at", moment),
    Column("left_at", moment, required=False, may_be_empty=True),
]


def place_columns(chunk: Chunk) -> PlaceColumns:
    return PlaceColumns(
        Origin(chunk.lines, chunk.raw), **{c.name: chunk.values[c.name] for c in PLACE_COLUMNS}
    )


def visit_columns(chunk: Chunk) -> VisitColumns:
    return VisitColumns(
        Origin(chunk.lines, chunk.raw), **{c.name: chunk.values[c.name] for c in VISIT_COLUMNS}
    )


KINDS = {
    "market": _("Market"),
    "supermarket": _("Supermarket"),
    "shop": _("Shop"),
    "restaurant": _("Restaurant"),
    "cafe": _("Café"),
    "pharmacy": _("Pharmacy"),
    "clinic": _("Clinic"),
    "hospital": _("Hospital"),
    "school": _("School"),
    "office": _("Office"),
    "workplace": _("Workplace"),
    "factory": _("Factory"),
    "worship": _("Place of worship"),
    "park": _("Park"),
    "gym": _("Gym"),
    "salon": _("Hairdresser, beauty salon"),
    "bar": _("Bar"),
    "karaoke": _("Karaoke"),
    "hotel": _("Hotel"),
    "government": _("Public office"),
    "bus": _("Bus"),
    "vehicle": _("Other vehicle"),
    "taxi": _("Taxi"),
    "train": _("Train"),
    "aircraft": _("Aircraft"),
    "checkpoint": _("Checkpoint"),
    "home": _("Home"),
    "other": _("Something else"),
}


class PlaceForm(forms.Form):
    """What of a divided unit goes where: rows that were ticked, or all of it."""

    to = forms.TypedChoiceField(
        coerce=int,
        error_messages={"required": _("Choose where it goes."), "invalid_choice": _("Choose where it goes.")},
    )
    what = forms.ChoiceField(choices=[(name, name) for name in ("people", "places", "hamlets")])
    pick = forms.TypedMultipleChoiceField(coerce=int, required=False)
    scope = forms.ChoiceField(choices=[("chosen", ""), ("all", "")])
    sure = forms.BooleanField(required=False)

    def __init__(self, *told: Any, successors: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*told, **more)
        self.fields["to"].choices = successors  # type: ignore[attr-defined]
        ticked = self.data.getlist("pick") if self.is_bound else []  # type: ignore[attr-defined]
        numbers = [text for text in ticked if text.isdecimal() and len(text) < 19]
        self.fields["pick"].choices = [(text, text) for text in numbers]  # type: ignore[attr-defined]

    @property
    def is_all(self) -> bool:
        return bool(self.cleaned_data["scope"] == "all")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = self.cleaned_data
        if told.get("scope") == "chosen" and not told.get("pick"):
            raise forms.ValidationError(_("Tick at least one row."))
        return told

    def as_choice(self, old: Old) -> Choice:
        told = self.cleaned_data
        if self.is_all:
            return Choice(old.unit.unit.id, told["to"], None, None, [h.unit.id for h in old.open_hamlets])
        chosen = {told["what"]: told["pick"]}
        return Choice(
            old.unit.unit.id,
            told["to"],
            chosen.get("people", ()),
            chosen.get("places", ()),
            chosen.get("hamlets", ()),
        )


class HamletForm(forms.Form):
    """The name of a hamlet, with its kind."""

    name = forms.CharField(
        label=_("Name of the hamlet"),
        help_text=_("With its kind: Thôn 3, Tổ 12, Ấp Bắc, Khu phố 5."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RegisterForm(forms.Form):
    """A new place."""

    name = forms.CharField(label=_("Name of the place"), max_length=120)
    kind = forms.ChoiceField(label=_("What kind of place"))
    commune = forms.IntegerField(required=False)  # the unit chosen in the picker
    q = forms.CharField(required=False, max_length=100)  # what was typed there, where nothing could be chosen

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, label) for code, label in KINDS.items() if code in kinds and code != "home"]
        self.fields["kind"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """The name of a part of a place, or of a phone."""

    name = forms.CharField(label=_("Name"), max_length=80)


class ReportForm(forms.Form):
    """What an owner tells the commune."""

    text = forms.CharField(
        label=_("What happened?"),
        max_length=1000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The commune sees who was here and calls the people. You do not see their names."),
    )


class FileForm(forms.Form):
    """A list of places as CSV."""

    file = forms.FileField(label=_("CSV file with the places"))
