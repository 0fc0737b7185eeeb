"""The form of an edition and of what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import rules
from catalogue.designations import parse
from catalogue.errors import CatalogueError
from catalogue.models import Edition, LifecycleEvent, Relation
from catalogue.naming import naming_of
from catalogue.office.fields import CommitteeField, IcsField, LanguagesField
from catalogue.office.history import who_changed

# Of each row seven fields are sent, of the form at most DATA_UPLOAD_MAX_NUMBER_FIELDS.
RELATIONS_A_PAGE = 30
DATE_HINT = gettext_lazy("Year, month or day: 2016, 2016-11 or 2016-11-03.")


@contextmanager
def _as_form_error() -> Iterator[None]:
    """What a rule refuses is told beside the field."""
    try:
        yield
    except CatalogueError as error:
        raise ValidationError(str(error)) from error


class EditionForm(forms.ModelForm):
    """An edition as a clerk knows it; what follows from the designation is derived."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    languages = LanguagesField(
        label=capfirst(gettext_lazy("languages")),
        required=False,
        help_text=gettext_lazy("Codes, such as mn, en."),
    )
    ics_codes = IcsField(
        label="ICS",
        required=False,
        help_text=gettext_lazy("Codes, such as 67.160.20, 13.060.20."),
    )
    committee_code = CommitteeField(
        label=capfirst(gettext_lazy("committee")),
        required=False,
        help_text=gettext_lazy("Its code, such as ISO/TC 34."),
    )
    # What the write itself refused (catalogue.actions.editing); shown with the form.
    refusal: CatalogueError | None = None

    class Meta:
        model = Edition
        # Those the form itself reads; the admin's page names them all.
        fields = ("code", "title_mn", "title_en", "published")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        own = self.instance
        if own.pk is None or "code" not in self.fields:
            return
        self.initial.update(
            {
                "seen": own.changed_at.isoformat(),
                "ics_codes": [ics.code for ics in own.ics.order_by("code")],
                "committee_code": own.committee.code if own.committee else "",
            }
        )

    def clean_code(self) -> str:
        """Readable, and of no other edition."""
        typed = str(self.cleaned_data["code"])
        if typed == self.initial.get("code"):
            return typed
        with _as_form_error():
            naming = naming_of(typed)
            rules.check_is_new(naming, besides=self.instance.pk)
        return naming.code

    def clean_published(self) -> str:
        """A date of three precisions."""
        with _as_form_error():
            return rules.tidy_date(self.cleaned_data["published"])

    def clean(self) -> dict[str, Any]:
        """A title, nobody's work overwritten, and whatever the write refused."""
        data = super().clean() or {}
        titles = {"title_mn", "title_en"}
        if not titles & self.errors.keys() and not any(map(data.get, titles)):
            self.add_error("title_mn", _("Write the title in Mongolian or in English."))
        self._check_unseen(data.get("seen", ""))
        if self.refusal is not None:
            field = self.refusal.field if self.refusal.field in self.fields else None
            self.add_error(field, str(self.refusal))
        self.instance.committee = data.get("committee_code")
        return data

    def _check_unseen(self, seen: str) -> None:
        """Tell once who changed it meanwhile; sending the form again overwrites."""
        if self.instance.pk is None:
            return
        now = Edition.objects.values_list("changed_at", flat=True).get(
            pk=self.instance.pk
        )
        if seen and seen != now.isoformat():
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("seen")] = now.isoformat()
            self.data = data
            self.add_error(
                None,
                _(
                    "%(who)s changed this edition while you were writing. Look at its "
                    "history; saving again puts your text in place of theirs."
                )
                % {"who": who_changed(self.instance)},
            )


class RelationForm(forms.ModelForm):
    """From this edition to another, named by its designation."""

    class Meta:
        model = Relation
        fields = ("kind", "to_code", "degree", "note")

    def clean_to_code(self) -> str:
        """Something that can be looked up."""
        code = " ".join(str(self.cleaned_data["to_code"]).split())
        if parse(code) is None:
            raise ValidationError(
                _("This designation cannot be read. Write it as in “MNS 5217:2012”.")
            )
        return code


class RelationFormSet(forms.BaseInlineFormSet):
    """The relations of an edition, a page at a time: a form takes only so many fields.

    What stands on other pages is neither sent nor touched.
    """

    page_number: str | None = None

    def get_queryset(self) -> QuerySet:
        """Those of the page shown, or those that were sent."""
        if not hasattr(self, "_rows"):
            rows = self._were_sent() if self.is_bound else self.page.object_list
            self._rows = cast(QuerySet, rows)
        return self._rows

    @cached_property
    def page(self) -> Page:
        """The page of all relations, in the order in which they were made."""
        held = super().get_queryset()
        return Paginator(held, RELATIONS_A_PAGE).get_page(self.page_number)

    def _were_sent(self) -> QuerySet:
        key = self.model._meta.pk.name
        names = map(self.add_prefix, range(self.initial_form_count()))
        sent = {self.data.get(f"{name}-{key}") for name in names}
        held = super().get_queryset()
        ids = held.values_list("pk", flat=True)
        return held.filter(pk__in=[pk for pk in ids if str(pk) in sent])


class EventForm(forms.ModelForm):
    """What happened, and when."""

    class Meta:
        model = LifecycleEvent
        fields = ("kind", "date", "decision")
        help_texts = {"date": DATE_HINT}

    def clean_date(self) -> str:
        """A date of three precisions."""
        with _as_form_error():
            return rules.tidy_date(self.cleaned_data["date"])
