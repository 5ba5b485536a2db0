"""Forms of samplers and laboratories.  A scanner types one code and a line end: many codes are many lines."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lachan.testing.forms.results import MOMENTS
from lachan.testing.rules import LONGEST_CODE, MOST_ITEMS, Reason, is_mistyped
from lachan.testing.services import WELLS, CampaignTold, Measured, Taken

METHODS = [("pcr", "PCR"), ("antigen", _("Antigen"))]
REASONS = [
    (Reason.LEAKED, _("Leaked")),
    (Reason.UNLABELLED, _("No label, or not readable")),
    (Reason.TOO_LITTLE, _("Too little material")),
    (Reason.TOO_OLD, _("Too old")),
    (Reason.MIXED_UP, _("Mixed up")),
]
WHY_TESTED = [
    ("periodic", _("Regular testing")),
    ("area_screening", _("Screening of an area with an outbreak")),
    ("contact", _("Contacts of cases")),
    ("quarantine", _("Quarantine")),
    ("gatekeeping", _("Before admission to a hospital")),
    ("travel", _("Travel")),
    ("symptoms", _("Symptoms")),
]
SCANNED = forms.TextInput(
    attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
)


class Codes(forms.CharField):
    """Codes, one a line; empty lines count for nothing."""

    def __init__(self, *, rows: int = 4, **told: Any) -> None:
        box = {"rows": rows, "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(widget=forms.Textarea(attrs=box), strip=False, **told)

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        text = value if isinstance(value, str) else ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def validate(self, value: Sequence[str]) -> None:
        super().validate(value)
        if len(value) > MOST_ITEMS or any(len(code) > LONGEST_CODE for code in value):
            raise forms.ValidationError(_("Too many codes, or a code that is too long."))

    def run_validators(self, value: object) -> None:
        """Nothing else: the characters were looked at as codes."""


class SampleForm(forms.Form):
    """One tube, and who is in it."""

    tube = forms.CharField(label=_("Barcode of the tube"), max_length=LONGEST_CODE, widget=SCANNED)
    people = Codes(
        label=_("People in this tube"), help_text=_("Scan the code of each person. One code a line."), rows=3
    )
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)

    def __init__(self, *args: Any, campaigns: Sequence[tuple[str, str]] = (), **told: Any) -> None:
        super().__init__(*args, **told)
        self.fields["campaign"].choices = [("", _("None")), *campaigns]  # type: ignore[attr-defined]

    def clean_tube(self) -> str:
        tube = str(self.cleaned_data["tube"])
        if is_mistyped(tube):
            raise forms.ValidationError(_("This number does not add up. Scan the tube, or type it again."))
        return tube

    def as_taken(self) -> Taken:
        data = self.cleaned_data
        return Taken(data["tube"], tuple(data["people"]), timezone.now(), data["campaign"] or None)


class PackForm(forms.Form):
    """Tubes that go into a box."""

    box = forms.CharField(label=_("Code of the box"), max_length=LONGEST_CODE, widget=SCANNED)
    tubes = Codes(label=_("Tubes in the box"), help_text=_("Scan every tube. One code a line."), rows=8)


class IntakeForm(forms.Form):
    """What arrived at the laboratory."""

    box = forms.CharField(
        label=_("Code of the box"),
        help_text=_("Leave empty for tubes that came without a box."),
        max_length=LONGEST_CODE,
        required=False,
        widget=SCANNED,
    )
    tubes = Codes(label=_("Tubes received"), help_text=_("Scan every tube. One code a line."), required=False)
    rejected = Codes(label=_("Tubes that cannot be tested"), required=False, rows=2)
    reason = forms.ChoiceField(label=_("Why they cannot be tested"), choices=REASONS, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("tubes") and not data.get("rejected") and not data.get("box"):
            raise forms.ValidationError(_("Scan at least one tube."))
        return data


class PlateForm(forms.Form):
    """Tubes that go into the wells of a plate, in the order in which they are scanned."""

    plate = forms.CharField(label=_("Code of the plate"), max_length=LONGEST_CODE, widget=SCANNED)
    first = forms.ChoiceField(label=_("First well"), choices=[(well, well) for well in WELLS])
    tubes = Codes(label=_("Tubes"), help_text=_("Scan tube after tube; the wells are filled row by row."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        room = len(WELLS) - WELLS.index(data.get("first") or "A1")
        if len(data.get("tubes") or []) > room:
            self.add_error("tubes", _("More tubes than wells are left on the plate."))
        return data

    def wells(self) -> dict[str, str]:
        start = WELLS.index(self.cleaned_data["first"])
        return dict(zip(WELLS[start:], self.cleaned_data["tubes"], strict=False))


class AnswerForm(forms.Form):
    """What was found in one tube, by keyboard."""

    tube = forms.CharField(label=_("Barcode of the tube"), max_length=LONGEST_CODE, widget=SCANNED)
    method = forms.ChoiceField(label=_("Test"), choices=METHODS)
    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=[("negative", _("Negative")), ("positive", _("Positive")), ("invalid", _("Invalid"))],
        widget=forms.RadioSelect,
    )
    measured_at = forms.DateTimeField(
        label=_("Measured at"),
        help_text=_("Leave empty for now."),
        required=False,
        input_formats=MOMENTS,
        widget=forms.DateTimeInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy hh:mm"}),
    )

    def as_measured(self) -> Measured:
        data = self.cleaned_data
        return Measured(data["tube"], data["outcome"], data["method"], data["measured_at"] or timezone.now())


class CampaignForm(forms.Form):
    """Whom to test, where, why, when."""

    code = forms.CharField(label=_("Code"), max_length=LONGEST_CODE)
    name = forms.CharField(label=_("Name of the campaign"), max_length=120)
    area = forms.CharField(label=_("Code of the unit"), max_length=LONGEST_CODE)
    reason = forms.ChoiceField(label=_("Why"), choices=WHY_TESTED)
    method = forms.ChoiceField(label=_("Test"), choices=[("", _("Any")), *METHODS], required=False)
    target = forms.IntegerField(label=_("People to be sampled"), min_value=0, required=False)
    days = forms.IntegerField(label=_("Days from today"), min_value=1, max_value=60, initial=3)

    def as_told(self) -> CampaignTold:
        data, today = self.cleaned_data, timezone.localdate()
        return CampaignTold(
            data["code"],
            data["name"],
            data["reason"],
            today,
            today + timedelta(days=data["days"] - 1),
            data["method"],
            data["target"] or 0,
        )


class BornForm(forms.Form):
    """Who may see a result knows when its person was born."""

    birth_date = forms.DateField(
        label=_("Day of birth"),
        help_text=_("Day, month, year: 18/01/1987"),
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}),
    )


class CloseForm(forms.Form):
    """Why an alarm is none any more."""

    because = forms.CharField(label=_("What was found"), max_length=500)
