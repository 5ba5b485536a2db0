"""Forms of labels."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lachan.testing.services import MOST_SHEETS

SYMBOLS = [
    ("code128", _("Barcode (Code 128)")),
    ("datamatrix", _("Square (DataMatrix), for small tubes")),
]


class LabelsForm(forms.Form):
    """How many sheets, and what a scanner here reads."""

    sheets = forms.IntegerField(
        label=_("Sheets"), help_text=_("A4, 65 labels each."), min_value=1, max_value=MOST_SHEETS, initial=1
    )
    symbol = forms.ChoiceField(
        label=_("Kind of code"),
        choices=SYMBOLS,
        initial="code128",
        widget=forms.RadioSelect,
    )
