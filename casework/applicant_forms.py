"""What an applicant types on the tracking page."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.fields import CleanText, FilesField, FilesInput
from casework.files.limits import MEGABYTE

MAX_TEXT = 10_000  # characters
MAX_REASON = 2_000
MAX_COMMENT = 1_000
MAX_NAME = 120
MAX_ADDRESS = 300

SCORES = [
    ("5", _("5 — very good")),
    ("4", _("4 — good")),
    ("3", _("3 — neither good nor bad")),
    ("2", _("2 — bad")),
    ("1", _("1 — very bad")),
]


class TrackForm(forms.Form):
    """Number and code; whether they fit is the look-up's business."""

    use_required_attribute = False
    number = CleanText(
        limit=40,
        label=_("Number"),
        help_text=_("For example 26-004217-4."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"}
        ),
        error_messages={"required": _("Write the number of your petition.")},
    )
    code = CleanText(
        limit=40,
        label=_("Access code"),
        help_text=_("The nine digits you got with the number."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"}
        ),
        error_messages={"required": _("Write the nine digits of the code.")},
    )


class ActForm(forms.Form):
    """One act of the applicant; its key makes sure that it happens once."""

    use_required_attribute = False
    client_key = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, files: Any = None, *, act: str
    ) -> None:
        """`act` sets this form's ids apart from those of the others on the page."""
        # Unticked files have no field of their own.
        self.removed = data.getlist("remove_file") if data is not None else []
        super().__init__(
            data, files, auto_id=f"{act}_%s", initial={"client_key": uuid.uuid4()}
        )

    @cached_property
    def key(self) -> uuid.UUID:
        """The key sent along; a missing or broken one is replaced by a new one."""
        try:
            return uuid.UUID(str(self["client_key"].value()))
        except ValueError:
            return uuid.uuid4()


def _uploads() -> FilesField:
    return FilesField(
        required=False,
        label=_("Photos and files"),
        help_text=format_lazy(
            _("Up to {files} files, each up to {megabytes} MB."),
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


class WritingForm(ActForm):
    """A text with files."""

    text = CleanText(
        limit=MAX_TEXT,
        lines=True,
        label=_("Your text"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your text.")},
    )
    uploads = _uploads()


class AnswerForm(WritingForm):
    """The answer to our question."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["text"].label = _("Your answer")


class AdditionForm(WritingForm):
    """Something more; a photo alone is enough, so the act asks for either."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["text"].required = False


class ContactForm(ActForm):
    """The parts the law asks of a formal petition."""

    name = CleanText(
        limit=MAX_NAME,
        label=_("Surname and name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your surname and name.")},
    )
    address = CleanText(
        limit=MAX_ADDRESS,
        label=_("Home or postal address"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Write your address.")},
    )
    consent = forms.BooleanField(
        label=_("My name and address may be kept to solve this petition."),
        help_text=_("Shown to nobody else (law on personal data, 2021)."),
        error_messages={
            "required": _("Tick this so that we may keep your name and address.")
        },
    )


class RatingForm(ActForm):
    """How good the answer was, and whether the matter is solved."""

    is_solved = forms.TypedChoiceField(
        label=_("Is the matter solved?"),
        choices=[("yes", _("Yes, solved")), ("no", _("No, not solved"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(attrs={"class": "inline"}),
        error_messages={
            "required": _("Say whether it is solved."),
            "invalid_choice": _("Say whether it is solved."),
        },
    )
    score = forms.TypedChoiceField(
        label=_("How good was our answer?"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the five."),
            "invalid_choice": _("Choose one of the five."),
        },
    )
    comment = CleanText(
        limit=MAX_COMMENT,
        lines=True,
        required=False,
        label=_("In your own words"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReopenForm(ActForm):
    """Why the answer does not do."""

    reason = CleanText(
        limit=MAX_REASON,
        lines=True,
        label=_("What is not solved?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what is not solved.")},
    )
