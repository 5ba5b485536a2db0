"""What people type and send: the release of one answer, and the columns of a results file."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lachan.core.batches import Origin
from lachan.core.tables import Chunk, Column, code, day, moment, one_of
from lachan.testing.models import Outcome
from lachan.testing.services import Answer, ResultColumns

MOMENTS = ["%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
WORDS = {
    "dương tính": "positive",
    "âm tính": "negative",
    "pos": "positive",
    "neg": "negative",
    "+": "positive",
}
RESULT_COLUMNS = [
    Column("person", code),
    Column("sampled_at", moment),
    Column("released_at", moment),
    Column("outcome", one_of(Outcome.values, WORDS)),
    Column("test_type", code),
    Column("onset_date", day, required=False, may_be_empty=True),
]


def result_columns(chunk: Chunk) -> ResultColumns:
    return ResultColumns(
        Origin(chunk.lines, chunk.raw), **{c.name: chunk.values[c.name] for c in RESULT_COLUMNS}
    )


class ReleaseForm(forms.Form):
    """One answer: whose, when sampled, what was found."""

    person = forms.CharField(label=_("Person code"), max_length=64, strip=True)
    sampled_at = forms.DateTimeField(
        label=_("Sample taken at"),
        help_text=_("Day, month, year, hour: 09/03/2022 14:30"),
        input_formats=MOMENTS,
        widget=forms.DateTimeInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy hh:mm"}),
    )
    test_type = forms.ChoiceField(label=_("Test"), choices=[("pcr", "PCR"), ("antigen", _("Antigen"))])
    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=[
            (Outcome.POSITIVE, _("Positive")),
            (Outcome.NEGATIVE, _("Negative")),
            (Outcome.INDETERMINATE, _("Indeterminate")),
        ],
        widget=forms.RadioSelect,
    )
    onset_date = forms.DateField(
        label=_("First symptoms"),
        help_text=_("Day, month, year. Leave empty if nothing was felt."),
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sampled, onset, now = data.get("sampled_at"), data.get("onset_date"), timezone.now()
        if sampled and sampled > now + timedelta(minutes=5):
            self.add_error("sampled_at", _("This lies in the future. Check the date and the hour."))
        if onset and onset > timezone.localdate():
            self.add_error("onset_date", _("This lies in the future. Check the date."))
        return data

    def as_answer(self) -> Answer:
        data = self.cleaned_data
        return Answer(data["sampled_at"], Outcome(data["outcome"]), data["test_type"], data["onset_date"])


class CorrectionForm(forms.Form):
    """What the answer should have been."""

    outcome = forms.ChoiceField(
        label=_("Correct result"),
        choices=[
            (Outcome.NEGATIVE, _("Negative")),
            (Outcome.POSITIVE, _("Positive")),
            (Outcome.INDETERMINATE, _("Indeterminate")),
        ],
        widget=forms.RadioSelect,
    )

    def as_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])
