"""What people type to check a certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from eservices.certificates import sealing

LARGEST_DOCUMENT = 4 * 1024 * 1024  # bytes; 2,000 rows are less than one


class AskForm(forms.Form):
    """A number, the text of a QR code, or the JSON document; a file comes first.

    When it is valid, `document` is the one that was sent, if any.
    """

    use_required_attribute = False
    asked = forms.CharField(
        label=_("Number of the certificate, or the text of its QR code"),
        help_text=_("For example СХЗГ-S2-037-2026-000012; any spelling will do."),
        # Not max_length: nobody wants to see the signs of a number counted down.
        validators=[MaxLengthValidator(sealing.LONGEST_TEXT)],
        error_messages={"required": _("Type the number, or choose a file.")},
        widget=forms.Textarea(
            attrs={"rows": 2, "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )
    file = forms.FileField(
        label=_("Or its JSON document"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    document: Mapping[str, Any] | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["asked"].required = "file" not in self.files

    def clean_file(self) -> UploadedFile | None:
        """Read the document."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        is_large = (file.size or 0) > LARGEST_DOCUMENT
        self.document = None if is_large else sealing.read_document(file.read())
        if self.document is None:
            raise forms.ValidationError(
                _("This file is not the JSON document of a certificate.")
            )
        return file


class CodeForm(forms.Form):
    """The six signs on the paper."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Check code on the paper"),
        help_text=_("Six signs, in any spelling."),
        max_length=40,
        error_messages={"required": _("Type the six signs.")},
        widget=forms.TextInput(
            attrs={
                "class": "short code",
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "characters",
            }
        ),
    )
