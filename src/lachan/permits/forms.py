"""What people answer question by question, what employers send, what the commune types."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lachan.core.batches import Origin
from lachan.core.tables import Chunk, Column, code, day, integer, national_id, text
from lachan.permits.services import LineColumns

DAYS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
LINE_COLUMNS = [
    Column("document", national_id),
    Column("birth_date", day),
    Column("reason", code),
    Column("from", day),
    Column("days", integer(1, 31)),
    Column("shift", text(20), required=False, may_be_empty=True),
    Column("journey", text(200), required=False, may_be_empty=True),
    Column("plate", text(20), required=False, may_be_empty=True),
]
MOST_BYTES = 200_000  # some two thousand lines


def line_columns(chunk: Chunk) -> LineColumns:
    told = chunk.values
    names = {column.name for column in LINE_COLUMNS} - {"from"}
    return LineColumns(
        Origin(chunk.lines, chunk.raw), begins=told["from"], **{name: told[name] for name in names}
    )


class Question(forms.Form):
    """One question with offered answers."""

    answer = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, label: str, choices: Sequence[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = label
        self.fields["answer"].choices = list(choices)  # type: ignore[attr-defined]
        self.fields["answer"].error_messages["required"] = _("Choose one answer.")


class JourneyForm(forms.Form):
    """Where to, in the person's own words."""

    answer = forms.CharField(
        label=_("From where to where?"),
        help_text=_("Places and roads, as you would tell a driver. A guard reads it."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PlateForm(forms.Form):
    """The vehicle."""

    answer = forms.CharField(
        label=_("Number plate of the vehicle?"),
        help_text=_("As it stands on the plate. On foot or by bicycle, leave it empty."),
        max_length=15,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class OrganisationForm(forms.Form):
    """A company or body."""

    name = forms.CharField(label=_("Name of the company or body"), max_length=120)
    commune = forms.IntegerField(required=False)  # the unit chosen in the picker
    q = forms.CharField(required=False, max_length=100)


class FileForm(forms.Form):
    """A list of people as CSV."""

    file = forms.FileField(label=_("CSV file with the people"))


class DecideForm(forms.Form):
    """Chosen applications, and what becomes of them."""

    pick = forms.TypedMultipleChoiceField(coerce=str)
    action = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")])
    refusal = forms.CharField(required=False, max_length=300, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticked = self.data.getlist("pick")[:200] if self.is_bound else []  # type: ignore[attr-defined]
        self.fields["pick"].choices = [(key, key) for key in ticked]  # type: ignore[attr-defined]
        self.fields["pick"].error_messages["required"] = _("Tick at least one row.")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = self.cleaned_data
        if told.get("action") == "refuse" and not told.get("refusal"):
            raise forms.ValidationError(_("Write why: the person reads it."))
        return told


class ReasonForm(forms.Form):
    """Why a permit is taken back."""

    reason = forms.CharField(
        label=_("Why is it taken back?"), max_length=300, help_text=_("The holder reads this.")
    )


class QuotaForm(forms.Form):
    """For how many people an organisation may ask at a time."""

    quota = forms.IntegerField(label=_("People at a time"), min_value=1, max_value=100_000)


class PrintForm(forms.Form):
    """How many blank forms."""

    count = forms.IntegerField(label=_("How many blank forms"), min_value=1, max_value=200, initial=20)


class EnterForm(forms.Form):
    """What stands on a form that was filled in by hand."""

    serial = forms.CharField(label=_("Serial number of the form"), max_length=30)
    person = forms.CharField(
        label=_("Code of the person"),
        help_text=_("Typed, or scanned from their card or identity card."),
        max_length=2000,
    )
    kind = forms.ChoiceField(label=_("Permit and reason"))
    begins = forms.DateField(label=_("First day"), input_formats=DAYS)
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=31)

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "—"), *kinds]  # type: ignore[attr-defined]


def day_of(told: str) -> date | None:
    """A day as the pages write it into addresses and sessions."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None
