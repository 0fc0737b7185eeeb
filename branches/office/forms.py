"""What an editor fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from branches.actions.texts import Content
from branches.markdown import is_pasted_html, without_html
from branches.models import Page, PageKind, Picture, Revision
from branches.permissions import units_written_by, writes_everywhere
from casework.fields import CleanText, MomentField
from organisation.models import Unit, User

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000


def own_units(user: User | AnonymousUser) -> Any:
    """The units the person may write for."""
    units = Unit.objects.active()
    if writes_everywhere(user):
        return units
    return units.filter(pk__in=units_written_by(user))


class MarkdownField(CleanText):
    """A text; what was copied from Word or a web page becomes plain words."""

    def __init__(self, **options: Any) -> None:
        area = forms.Textarea(attrs={"rows": 16, "data-markdown": ""})
        super().__init__(limit=LONGEST_TEXT, lines=True, widget=area, **options)

    def to_python(self, value: Any) -> str:
        """Words and Markdown, never the source of a page."""
        text = super().to_python(value)
        return without_html(text) if is_pasted_html(text) else text


class RevisionForm(forms.Form):
    """One revision: two columns of text, a picture, times."""

    expected_no = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title_mn = CleanText(limit=LONGEST_TITLE, label=_("Title (Mongolian)"))
    title_en = CleanText(
        limit=LONGEST_TITLE, label=_("Title (English)"), required=False
    )
    body_mn = MarkdownField(label=_("Text (Mongolian)"), required=False)
    body_en = MarkdownField(label=_("Text (English)"), required=False)
    picture = forms.ModelChoiceField(
        Picture.objects.none(), label=_("Picture"), required=False, empty_label="—"
    )
    is_urgent = forms.BooleanField(label=_("Urgent"), required=False)
    go_live_at = MomentField(
        label=_("Shown from"), required=False, help_text=_("Empty: at once.")
    )
    expire_at = MomentField(
        label=_("Shown until"), required=False, help_text=_("Empty: without end.")
    )
    is_minor = forms.BooleanField(
        label=_("Only small corrections"),
        required=False,
        help_text=_("The English text stays right."),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, page: Page, **options: Any) -> None:
        super().__init__(*args, **options)
        pictures: Any = self.fields["picture"]
        pictures.queryset = Picture.objects.filter(unit=page.unit_id)
        if page.kind != PageKind.ANNOUNCEMENT:
            del self.fields["is_urgent"]

    @classmethod
    def of(cls, page: Page, revision: Revision) -> RevisionForm:
        """The form as the newest revision fills it."""
        names = [name for name in cls.base_fields if hasattr(revision, name)]
        initial: dict[str, Any] = {name: getattr(revision, name) for name in names}
        initial |= {"expected_no": revision.no, "is_minor": False}
        if revision.go_live_at and revision.go_live_at <= timezone.now():
            initial["go_live_at"] = None  # said once, of the revision shown since then
        return cls(page=page, initial=initial)

    def content(self) -> Content:
        """What the revision will say; of a valid form."""
        data = dict(self.cleaned_data)
        data.pop("expected_no")
        return Content(**data)


class NewTextForm(forms.Form):
    """A new text: whose, what kind, its address and title."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    kind = forms.ChoiceField(choices=PageKind, label=_("Kind"))
    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        help_text=_("Latin letters, digits and dashes: jingiin-shalgalt"),
        error_messages={
            "invalid": _("Use Latin letters, digits and dashes only."),
        },
    )
    title_mn = CleanText(limit=LONGEST_TITLE, label=_("Title (Mongolian)"))
    use_required_attribute = False

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        units: Any = self.fields["unit"]
        units.queryset = own_units(user)
        kinds: Any = self.fields["kind"]
        if not writes_everywhere(user):
            kinds.choices = [
                choice for choice in PageKind.choices if choice[0] != PageKind.PAGE
            ]


class PictureForm(forms.Form):
    """A picture to be kept."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    upload = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, 10 MB at most."),
    )
    alt_mn = CleanText(
        limit=250,
        label=_("What it shows (Mongolian)"),
        help_text=_("Read aloud to who does not see it."),
    )
    alt_en = CleanText(limit=250, label=_("What it shows (English)"), required=False)
    credit = CleanText(limit=120, label=_("Photo by"), required=False)
    use_required_attribute = False

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        units: Any = self.fields["unit"]
        units.queryset = own_units(user)


class DocumentForm(forms.Form):
    """A document to be kept."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    upload = forms.FileField(label=_("File"), help_text=_("PDF, Word or Excel."))
    title_mn = CleanText(limit=LONGEST_TITLE, label=_("Title (Mongolian)"))
    title_en = CleanText(
        limit=LONGEST_TITLE, label=_("Title (English)"), required=False
    )
    dated_on = forms.DateField(
        label=_("Of the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        units: Any = self.fields["unit"]
        units.queryset = own_units(user)
