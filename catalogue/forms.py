"""What people send to have a list checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.checking import Checked, check_lines, read_upload


class CheckForm(forms.Form):
    """A list of designations, pasted or as a file; a file comes first.

    When it is valid, `checked` holds an answer for each line, and the lines of a file
    stand in the box, so that they can be corrected and downloaded.
    """

    use_required_attribute = False
    lines = forms.CharField(
        label=_("Designations, one on each line"),
        help_text=_(
            "For example MNS 5217:2012. Up to 2,000 lines; any spelling will do."
        ),
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off"}
        ),
        error_messages={
            "required": _("Paste designations into the box or choose a file.")
        },
    )
    file = forms.FileField(
        label=_("Or a file"),
        help_text=_("TXT, CSV or Excel (XLSX), up to 2 MB."),
        required=False,
        allow_empty_file=True,  # read_upload says it in our words
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,.xlsx"}),
    )
    checked: list[Checked]

    def __init__(self, *args: Any, is_allowed: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_allowed = is_allowed
        self.fields["lines"].required = "file" not in self.files

    def clean(self) -> dict[str, Any]:
        """Read the file, else the box, and check every line."""
        cleaned = super().clean() or {}
        if not self.is_allowed:
            raise ValidationError(_("Too many at once. Please try again in an hour."))
        if not self.errors:
            field = "file" if cleaned["file"] else "lines"
            try:
                self._check(cleaned)
            except ValidationError as error:
                self.add_error(field, error)
        return cleaned

    def _check(self, cleaned: dict[str, Any]) -> None:
        if cleaned["file"]:
            lines = read_upload(cleaned["file"])
        else:
            lines = cleaned["lines"].splitlines()
        self.checked = check_lines(lines)
        if not self.checked:
            raise ValidationError(self.fields["lines"].error_messages["required"])
        cleaned["lines"] = "\n".join(lines)
