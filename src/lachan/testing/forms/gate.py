"""Forms of a hospital's gate."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lachan.core.protocols import gate_on
from lachan.testing.forms.tubes import SCANNED

LONGEST_SCAN = 1024
SYMPTOMS = {
    "cough": _("Cough"),
    "fever": _("Fever"),
    "dyspnoea": _("Shortness of breath"),
    "sore_throat": _("Sore throat"),
    "nausea": _("Nausea or vomiting"),
    "diarrhoea": _("Diarrhoea"),
}


class ArrivalForm(forms.Form):
    """Who came, and with what."""

    code = forms.CharField(
        label=_("Code of the person"),
        help_text=_("Scan the identity card, insurance card or QR code, or type the code."),
        max_length=LONGEST_SCAN,
        widget=SCANNED,
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms now"),
        help_text=_("Tick what the person has. None: leave empty."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        asked = gate_on(timezone.localdate()).asked
        self.fields["symptoms"].choices = [(one, SYMPTOMS[one]) for one in asked]  # type: ignore[attr-defined]
