"""What is scanned and typed at the desk about one person."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lachan.areas import public as areas
from lachan.core.tables import FieldError
from lachan.core.tables.fields import national_id
from lachan.identity.models import GuardianBasis
from lachan.identity.queries.guardians import RELATIONS
from lachan.identity.queries.matching import Question
from lachan.identity.services import PersonTold
from lachan.identity.services.intake import Shown
from lachan.kernel import qr
from lachan.kernel.births import Birth
from lachan.kernel.names import folded

DAYS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d%m%Y"]
FIRST_BIRTH = date(1890, 1, 1)
SEX_OF_CARD = {"Nam": "male", "Nữ": "female"}
BASES = [
    (GuardianBasis.PAPER, _("A paper was seen: birth certificate, family register")),
    (GuardianBasis.DECISION, _("Decision of a court or the commune")),
]


class ScanForm(forms.Form):
    """The text of the code on a card: a scanner types it and presses Enter."""

    scan = forms.CharField(
        label=_("Code on the identity card"),
        help_text=_("Click here, then scan the card. The form below fills itself."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        reading = qr.read(data.get("scan", ""))
        if reading.kind is not qr.Kind.CCCD or reading.fields is None:
            text = _("This is not the code of an identity card. Scan it again, or type below.")
            raise ValidationError({"scan": text})
        return {**data, "reading": reading}


def scanned(reading: qr.Reading, units: Sequence[areas.Unit]) -> dict[str, Any]:
    """The form as a card fills it; the commune only where its name of today stands in the address."""
    told: Mapping[str, Any] = reading.fields or {}
    address = folded(str(told["dia_chi"]))
    near = [unit.code for unit in units if folded(unit.name) in address]
    return {
        "name": told["ho_ten"],
        "birth_date": date.fromisoformat(told["ngay_sinh"]),
        "sex": SEX_OF_CARD[told["gioi_tinh"]],
        "document": told["cccd"],
        "old_document": told["cmnd"] or "",
        "unit": near[0] if len(near) == 1 else units[0].code if len(units) == 1 else "",
    }


class NewPersonForm(forms.Form):
    """A person as a card and its holder tell."""

    name = forms.CharField(
        label=_("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        input_formats=DAYS,
        widget=forms.DateInput(
            attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"},
            format="%d/%m/%Y",
        ),
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("female", _("Female")), ("male", _("Male")), ("other", _("Other"))],
        widget=forms.RadioSelect,
    )
    document = forms.CharField(
        label=_("Number of the identity card"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    old_document = forms.CharField(
        label=_("Old number (CMND)"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Commune or ward"))

    def __init__(self, *args: Any, units: Sequence[areas.Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        first = [] if len(units) == 1 else [("", _("Choose …"))]
        field.choices = [*first, *((unit.code, unit.name) for unit in units)]

    def clean_birth_date(self) -> date:
        day: date = self.cleaned_data["birth_date"]
        if not FIRST_BIRTH <= day <= timezone.localdate():
            raise ValidationError(_("Check the year of birth."))
        return day

    def clean_document(self) -> str:
        return _number(self.cleaned_data["document"])

    def clean_old_document(self) -> str:
        return _number(self.cleaned_data["old_document"])

    def question(self) -> Question:
        """What matching asks the register."""
        told, unit = self.cleaned_data, self.units[self.cleaned_data["unit"]]
        return Question(
            told["name"], Birth(told["birth_date"]), told["sex"], self.numbers(),
            [told["phone"]] if told["phone"] else [], unit.id, unit.path,
        )  # fmt: skip

    def shown(self) -> Shown:
        """What the record keeps."""
        told = self.cleaned_data
        person = PersonTold(told["name"], told["birth_date"], told["sex"], "", self.units[told["unit"]])
        return Shown(person, self.numbers(), told["phone"])

    def numbers(self) -> list[str]:
        told = self.cleaned_data
        return [number for number in (told["document"], told["old_document"]) if number]


class GuardianForm(forms.Form):
    """Who speaks for the person of the page."""

    guardian = forms.CharField(
        label=_("Code of the guardian's record"), max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    relation = forms.ChoiceField(label=_("To the person, the guardian is"), choices=list(RELATIONS.items()))
    basis = forms.ChoiceField(label=_("It rests on"), choices=BASES)


def _number(text: str) -> str:
    try:
        return str(national_id.one(text)) if text.strip() else ""
    except FieldError:
        raise ValidationError(_("Such a number has 6 to 20 digits or letters.")) from None
