"""What a citizen may type, cleaned; the desk's form builds on PetitionForm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.fields import CleanText, FilesField, FilesInput
from casework.files.limits import MEGABYTE
from casework.models import Contact
from feedback.actions import Submission
from feedback.fields import (
    PHONE_SENTENCES,
    CategoryField,
    ChannelText,
    PhoneField,
    ReplyField,
    SubjectField,
    places,
)
from feedback.models import PetitionKind
from feedback.spam import Traces
from organisation.models import Unit

MAX_BODY = 10_000  # characters
MAX_NAME = 120
MAX_ADDRESS = 300
MAX_EMAIL = 254

KIND_HINTS = {
    PetitionKind.SUGGESTION: _("How something could be better"),
    PetitionKind.REQUEST: _("You ask for information or an explanation"),
    PetitionKind.APPLICATION: _("You ask for a decision your right depends on"),
    PetitionKind.COMPLAINT: _("Goods, a scale, a service or an officer did you wrong"),
    PetitionKind.THANKS: _("Someone served you well"),
}


class PetitionForm(forms.Form):
    """A petition's content and contact, the same on the web and at the desk."""

    body = CleanText(
        limit=MAX_BODY,
        lines=True,
        label=_("What happened?"),
        help_text=_("What, where and when."),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write what happened.")},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=PetitionKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you are sending."),
            "invalid_choice": _("Choose what you are sending."),
        },
    )
    category = CategoryField(
        required=False,
        label=_("What is it about?"),
        empty_label=_("I do not know"),
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    place = forms.ChoiceField(
        required=False,
        label=_("Which aimag or unit?"),
        choices=places,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    reply_by: forms.ChoiceField = ReplyField(
        label=_("How shall we answer?"),
        choices=Contact.ReplyBy.choices,
        initial=Contact.ReplyBy.CODE,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose how we should answer.")},
    )
    phone = PhoneField(limit=60, label=_("Phone for the answer"))
    email = ChannelText(
        limit=MAX_EMAIL,
        label=_("E-mail for the answer"),
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
        validators=[
            EmailValidator(_("Write the e-mail address like name@example.mn."))
        ],
    )
    name = CleanText(
        required=False,
        limit=MAX_NAME,
        label=_("Surname and name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = CleanText(
        required=False,
        limit=MAX_ADDRESS,
        label=_("Home or postal address"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    use_required_attribute = False  # our sentences, not the browser's

    def clean(self) -> dict[str, Any]:
        """What one answer asks of another."""
        data = self.cleaned_data
        self._need_the_channel(data)
        self._need_both_or_none(data)
        return data

    def _need_the_channel(self, data: dict[str, Any]) -> None:
        chosen = data.get("reply_by")
        if chosen == Contact.ReplyBy.PHONE and data.get("phone") == "":
            self.add_error("phone", PHONE_SENTENCES["phone_empty"])
        if chosen == Contact.ReplyBy.EMAIL and data.get("email") == "":
            self.add_error("email", _("Write the e-mail address we should answer to."))

    def _need_both_or_none(self, data: dict[str, Any]) -> None:
        name, address = data.get("name"), data.get("address")
        if name and address == "":
            self.add_error(
                "address",
                _("The law asks for both: write the address too, or leave both empty."),
            )
        if address and name == "":
            self.add_error(
                "name",
                _("The law asks for both: write the name too, or leave both empty."),
            )

    @property
    def kinds(self) -> Iterator[tuple[Any, Any]]:
        """Each kind's card and a line on what it is."""
        for option in self["kind"]:
            yield option, KIND_HINTS[option.data["value"]]

    @property
    def names_anybody(self) -> bool:
        """Whether something personal was given; after full_clean."""
        fields = ("name", "address", "phone", "email")
        return any(self.cleaned_data.get(field) for field in fields)

    def submission(self, client_key: UUID, language: str) -> Submission:
        """The petition of a valid form."""
        data = self.cleaned_data
        aimag_code, unit = _resolve(data["place"])
        return Submission(
            client_key=client_key,
            kind=data["kind"],
            body=data["body"],
            language=language,
            category=data["category"],
            aimag_code=aimag_code,
            unit=unit,
            name=data["name"],
            address=data["address"],
            phone=data["phone"],
            email=data["email"],
            reply_by=data["reply_by"],
            about=data.get("about"),
        )


def _resolve(place: str) -> tuple[str, Unit | None]:
    if not place or place.isdigit():
        return place, None
    unit = Unit.objects.get(code=place)
    return unit.aimag_code, unit


class IntakeForm(PetitionForm):
    """The citizen's form: with files, written consent and the spam traces."""

    # Django takes declared fields off the class, so `form.files` stays the uploads.
    files = FilesField(  # type: ignore[assignment]
        required=False,
        label=_("Photos and files"),
        help_text=format_lazy(
            _(
                "Up to {files} files, each up to {megabytes} MB: photos, PDF, Word, "
                "Excel, text. The place and time hidden in a photo are removed."
            ),
            files=settings.MAX_FILES,
            megabytes=settings.MAX_FILE_BYTES // MEGABYTE,
        ),
        widget=FilesInput(
            attrs={
                "accept": "image/jpeg,image/png,image/webp,image/gif,.pdf,.docx,"
                ".xlsx,.odt,.txt"
            }
        ),
    )
    consent = forms.BooleanField(
        required=False,
        label=_("Consent"),
        widget=forms.CheckboxInput(attrs={"aria-describedby": "id_consent_helptext"}),
    )
    # A trap for machines: people never see it, so it stays empty.
    website = forms.Field(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    started = forms.Field(required=False, widget=forms.HiddenInput)
    # kind:key of what it is about, from the link that led here.
    about = SubjectField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Personal data are kept with consent only (law on personal data, 2021)."""
        data = super().clean()
        if self.names_anybody and not data.get("consent"):
            self.add_error(
                "consent",
                _("Tick this so that we may keep your contact, or empty those boxes."),
            )
        return data

    def traces(self, address: str) -> Traces:
        """What the spam checks look at; `address` is the client's."""
        data = self.cleaned_data
        return Traces(
            honeypot=data.get("website") or "",
            started=data.get("started") or "",
            address=address,
            phone=data.get("phone", ""),
        )
