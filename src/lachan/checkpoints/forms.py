"""What managers and guards type."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lachan.permits import public as permits

MOMENTS = ["%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
LONGEST_PLATE = 12


class CheckpointForm(forms.Form):
    """A new checkpoint."""

    name = forms.CharField(label=_("Name of the checkpoint"), max_length=120)
    lanes = forms.IntegerField(label=_("How many lanes"), min_value=1, max_value=30, initial=1)
    commune = forms.IntegerField(required=False)  # the unit chosen in the picker
    q = forms.CharField(required=False, max_length=100)


class PostForm(forms.Form):
    """A further post in a lane."""

    lane = forms.IntegerField(label=_("Lane"), min_value=1, max_value=99)
    name = forms.CharField(label=_("Name of the post"), max_length=40)


class ShiftForm(forms.Form):
    """The hours of a shift."""

    starts = forms.DateTimeField(
        label=_("Begins"), input_formats=MOMENTS, help_text=_("Day and time, as 25/11/2026 06:00.")
    )
    ends = forms.DateTimeField(label=_("Ends"), input_formats=MOMENTS)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = self.cleaned_data
        if told.get("starts") and told.get("ends") and told["ends"] <= told["starts"]:
            raise forms.ValidationError(_("A shift ends after it begins."))
        return told


class ScanForm(forms.Form):
    """A vehicle and a code; a hardware scanner types the code and a line end."""

    vehicle = forms.UUIDField(widget=forms.HiddenInput)
    plate = forms.CharField(
        label=_("Number plate"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    scan = forms.CharField(
        label=_("Scan a code, or type it"),
        max_length=4300,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        """On foot the scanner types into the first field: what is no plate is a code."""
        told: dict[str, Any] = self.cleaned_data
        plate = told.get("plate", "")
        if not told.get("scan") and (len(plate) > LONGEST_PLATE or "|" in plate):
            told["plate"], told["scan"] = "", plate
        told["plate"] = permits.plain_plate(told.get("plate", ""))[:20]
        return told


class DecideForm(forms.Form):
    """What the guard decides."""

    decision = forms.ChoiceField(choices=[("pass", ""), ("refuse", "")])
    note = forms.CharField(required=False, max_length=300)
    post = forms.IntegerField(required=False)


def uuid_of(text: str) -> UUID | None:
    """An id in an address; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
