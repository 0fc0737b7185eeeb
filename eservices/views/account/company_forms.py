"""What an owner types of a company, and whom they invite."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.fields import CleanText
from eservices.actions.companies import CompanyFacts
from eservices.engine.lookups import Lookups
from eservices.engine.values import PHONE_SENTENCES
from eservices.models import Company, CompanyRole
from mongolian.identity import IdentityError, parse_company_register, parse_phone

REGISTER_SENTENCES = {
    "company_register_empty": _("Write the company's register number."),
    "company_register_characters": _("Write the register number in digits only."),
    "company_register_length": _(
        "A company's register number has 7 digits, like 2683989. Check it."
    ),
}


class CompanyForm(forms.Form):
    """Name, address and how to reach it."""

    use_required_attribute = False
    name = CleanText(
        limit=200,
        label=_("Name of the company"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Write the name of the company.")},
    )
    aimag_code = forms.ChoiceField(
        label=_("Aimag or capital"),
        error_messages={
            "required": _("Choose where the company is."),
            "invalid_choice": _("Choose where the company is."),
        },
    )
    sum = CleanText(
        limit=100,
        label=_("Sum or district"),
        error_messages={"required": _("Write the sum or district.")},
    )
    address = CleanText(
        limit=300,
        label=_("Address"),
        help_text=_("Bag or khoroo, street, building."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Write the address.")},
    )
    activity = CleanText(limit=200, required=False, label=_("What the company does"))
    phone = CleanText(
        limit=40,
        label=_("Phone"),
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "class": "short"}
        ),
        error_messages={"required": PHONE_SENTENCES["phone_empty"]},
    )
    email = forms.EmailField(
        required=False,
        label=_("E-mail"),
        error_messages={"invalid": _("Write an address like name@example.mn.")},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [("", "—"), *Lookups().aimags.items()]
        self.fields["aimag_code"].choices = choices  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """Eight digits."""
        try:
            return parse_phone(self.cleaned_data["phone"])
        except IdentityError as error:
            raise forms.ValidationError(PHONE_SENTENCES[error.code]) from error

    @property
    def facts(self) -> CompanyFacts:
        """What was typed, checked."""
        cleaned = dict(self.cleaned_data)
        cleaned.pop("register_no", None)
        return CompanyFacts(**cleaned)


class RegisterForm(CompanyForm):
    """A company that is not here yet."""

    register_no = CleanText(
        limit=40,
        label=_("Register number of the company"),
        help_text=_("Seven digits, as on the state registration certificate."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}
        ),
        error_messages={"required": REGISTER_SENTENCES["company_register_empty"]},
    )
    field_order = ["register_no"]

    def clean_register_no(self) -> str:
        """Seven digits; whether it is taken is the action's business."""
        try:
            return parse_company_register(self.cleaned_data["register_no"])
        except IdentityError as error:
            raise forms.ValidationError(REGISTER_SENTENCES[error.code]) from error


class ChangeForm(CompanyForm):
    """A registered company; the name of one that was checked stays."""

    def __init__(self, data: Any = None, *, company: Company) -> None:
        kept = {name: getattr(company, name) for name in CompanyFacts.__annotations__}
        super().__init__(data, initial=kept)
        if company.checked_at is not None:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = gettext(
                "It was checked. To change it, call us or write to us."
            )


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("E-mail of the person"),
        max_length=150,
        error_messages={
            "required": _("Write the e-mail of whom you invite."),
            "invalid": _("Write an address like name@example.mn."),
            "max_length": _("This address is too long for us; use a shorter one."),
        },
    )
    role = forms.ChoiceField(
        label=_("What the person may do"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a role."),
            "invalid_choice": _("Choose a role."),
        },
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]
        self.fields["role"].initial = CompanyRole.PREPARER


def role_choices() -> list[tuple[str, str]]:
    """The roles with what each may do."""
    return [
        (
            CompanyRole.PREPARER.value,
            gettext("Preparer — writes applications and sends them"),
        ),
        (CompanyRole.VIEWER.value, gettext("Viewer — reads only")),
        (
            CompanyRole.OWNER.value,
            gettext("Owner — all of it, and decides who acts for the company"),
        ),
    ]


class NameForm(forms.Form):
    """How a person is called."""

    use_required_attribute = False
    last_name = CleanText(
        limit=100,
        label=_("Surname (father's or mother's name)"),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": _("Write your surname.")},
    )
    first_name = CleanText(
        limit=100,
        label=_("Given name"),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Write your name.")},
    )
