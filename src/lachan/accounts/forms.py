"""What people type: to sign in, about a family member, at the desk, and when a record is opened."""

from datetime import date
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lachan.accounts.adapters.library import spend_factor
from lachan.accounts.rules import CODE_DIGITS, REASON_LETTERS, Relation
from lachan.core.tables import FieldError
from lachan.core.tables.fields import national_id
from lachan.identity.public import GUARDIAN_RELATIONS

DAYS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
RELATIONS = {
    Relation.SELF: _("Myself"),
    Relation.CHILD: _("My child"),
    Relation.PARENT: _("My mother or father"),
    Relation.GRANDPARENT: _("My grandmother or grandfather"),
    Relation.SPOUSE: _("My wife or husband"),
    Relation.SIBLING: _("My sister or brother"),
    Relation.OTHER: _("Somebody else I care for"),
}
OTHERS = [(relation.value, label) for relation, label in RELATIONS.items() if relation is not Relation.SELF]


# --- the staff


class LogIn(account.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Name and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("Log-in name"), autocomplete="username", autocapitalize="none")
        _say(self, "password", _("Password"), autocomplete="current-password")
        self.fields["password"].help_text = ""


class PasswordAgain(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Password"), autocomplete="current-password")


class NewPassword(account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Password so far"), autocomplete="current-password")
        _say(self, "password1", _("New password"), autocomplete="new-password")
        _say(self, "password2", _("New password once more"), autocomplete="new-password")
        self.fields["password1"].help_text = _("At least 10 characters; a sentence is easiest to keep.")


class _Factor:
    """A code of the second step, in our words; every try is counted for all processes of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code"), autocomplete="one-time-code", inputmode="numeric")

    def clean_code(self) -> str:
        spend_factor(self.user)  # type: ignore[attr-defined]
        return str(super().clean_code())  # type: ignore[misc]


class SecondStep(_Factor, factor.AuthenticateForm):  # type: ignore[misc]
    pass


class SecondStepAgain(_Factor, factor.ReauthenticateForm):  # type: ignore[misc]
    pass


class FirstCode(_Factor, totp.ActivateTOTPForm):  # type: ignore[misc]
    pass


def _say(form: Any, name: str, label: Any, **attributes: str) -> None:
    field = form.fields[name]
    field.label = label
    field.widget.attrs = {k: v for k, v in field.widget.attrs.items() if k != "placeholder"} | attributes


class SetUpForm(forms.Form):
    """The first password of an account."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters; a sentence is easiest to keep."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("New password once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in data and data["password"] != data.get("again"):
            self.add_error("again", _("The two are not the same."))
        return data

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


# --- citizens: one question a page


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("A code with six digits is sent to it."),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code with six digits"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        digits = "".join(letter for letter in self.cleaned_data["code"] if letter.isdecimal())
        if len(digits) != CODE_DIGITS:
            raise ValidationError(_("The code has six digits."))
        return digits


def _document(text: str) -> str:
    """A document number without the spaces between.  Raises ValidationError."""
    try:
        return str(national_id.one(text)) if text.strip() else ""
    except FieldError:
        raise ValidationError(_("Such a number has 6 to 20 digits or letters.")) from None


def _born(day: date) -> date:
    if not date(1890, 1, 1) <= day <= timezone.localdate():
        raise ValidationError(_("Check the year of birth."))
    return day


class RelationForm(forms.Form):
    relation = forms.ChoiceField(
        label=_("Who is this person to you?"), choices=OTHERS, widget=forms.RadioSelect
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Full name"),
        help_text=_("As it is on the card, family name first."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )


class BirthForm(forms.Form):
    birth_date = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Day, month, year: 09/03/1950"),
        input_formats=DAYS,
        widget=forms.DateInput(
            attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"},
            format="%d/%m/%Y",
        ),
    )

    def clean_birth_date(self) -> date:
        return _born(self.cleaned_data["birth_date"])


class SexForm(forms.Form):
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("female", _("Female")), ("male", _("Male")), ("other", _("Other"))],
        widget=forms.RadioSelect,
    )


class DocumentForm(forms.Form):
    document = forms.CharField(
        label=_("Number of the identity card"),
        help_text=_("12 digits of the citizen card. Leave it empty if there is none."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_document(self) -> str:
        return _document(self.cleaned_data["document"])


class GuardianForm(forms.Form):
    """Who of the account speaks for a person."""

    guardian = forms.ChoiceField(label=_("Who speaks for this person?"))
    relation = forms.ChoiceField(
        label=_("To this person, the guardian is"), choices=list(GUARDIAN_RELATIONS.items())
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["guardian"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = people


class UnitForm(forms.Form):
    """A unit among those offered."""

    unit = forms.ChoiceField(label=_("Commune or ward"))

    def __init__(self, *args: Any, units: list[tuple[str, str]], label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("Choose …")), *units]
        field.label = label or field.label


# --- the desk, and records opened in need


class DeskForm(forms.Form):
    """What somebody at the desk shows and asks for.  A scanned card fills the first two."""

    document = forms.CharField(
        label=_("Number of the identity card"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_date = BirthForm.base_fields["birth_date"]
    phone = forms.CharField(
        label=_("Mobile number that receives codes"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    relation = forms.ChoiceField(
        label=_("To the holder of this number, the person on the card is"),
        choices=[(Relation.SELF.value, _("the holder"))] + [(v, label) for v, label in OTHERS],
    )
    seen = forms.BooleanField(label=_("I have seen the person and the card."))

    def clean_document(self) -> str:
        return _document(self.cleaned_data["document"])

    def clean_birth_date(self) -> date:
        return _born(self.cleaned_data["birth_date"])


class OpeningForm(forms.Form):
    """Which record, for which case, and why."""

    person = forms.CharField(label=_("Person code"), max_length=64)
    case_ref = forms.CharField(label=_("Case"), help_text=_("Number of the case or file"), max_length=100)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person and the data protection officer read this."),
        min_length=REASON_LETTERS,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
