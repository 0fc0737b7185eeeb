"""Editions in the back office: written by one action, with their history."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.actions.editing import Parts, save_edition
from catalogue.admin.base import CatalogueAdmin, PartInline
from catalogue.dates import shown
from catalogue.errors import CatalogueError
from catalogue.models import Edition, Identifier, LifecycleEvent, Relation, Title
from catalogue.office import lookup, views
from catalogue.office.forms import (
    EditionForm,
    EventForm,
    RelationForm,
    RelationFormSet,
)
from organisation.permissions import StaffRequest

RELATIONS_SHOWN = 50


class TitleInline(PartInline):
    """Titles in further languages."""

    model = Title
    fields = ("language", "script", "text")


class RelationInline(PartInline):
    """What this edition replaces, amends, adopts, cites."""

    model = Relation
    form = RelationForm
    formset = RelationFormSet
    ordering = ("pk",)
    fk_name = "from_edition"
    fields = ("kind", "to_code", "degree", "note")

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        """For the page of relations the address names."""
        formset: Any = super().get_formset(request, obj, **options)
        formset.page_number = request.GET.get("relations")
        return formset


class EventInline(PartInline):
    """What happened to it."""

    model = LifecycleEvent
    form = EventForm
    fields = ("kind", "date", "decision")


class IdentifierInline(PartInline):
    """Its other names."""

    model = Identifier
    fields = ("kind", "value")


class EditRequest(StaffRequest):
    """A request whose write was refused, on its way back to the form."""

    refusal: CatalogueError | None


@admin.register(Edition)
class EditionAdmin(CatalogueAdmin):
    """Editions: searchable as soon as they are saved, never deleted."""

    form = EditionForm
    inlines = (RelationInline, EventInline, TitleInline, IdentifierInline)
    list_display = (
        "code",
        "title_shown",
        "status",
        "date",
        "is_published",
        "changed_at",
    )
    list_filter = ("status", "is_published", "is_edited")
    ordering = ("-id",)
    actions = None
    search_fields = ("code",)
    search_help_text = gettext_lazy(
        "Designation in any spelling, or words of the title"
    )
    change_list_template = "catalogue/office/editions.html"
    readonly_fields = ("standard_shown", "relations_shown", "source_status", "slug")
    fieldsets = (
        (None, {"fields": ("code", "title_mn", "title_en", "seen")}),
        (
            gettext_lazy("State"),
            {"fields": ("status", "published", "is_published", "publish_on")},
        ),
        (
            gettext_lazy("Subject"),
            {"fields": ("ics_codes", "committee_code", "languages", "access")},
        ),
        (
            gettext_lazy("Document"),
            {"fields": ("doctype", "edition", "stage", "pages")},
        ),
        (
            gettext_lazy("Origin"),
            {"fields": ("source", "source_url", "source_status")},
        ),
        (
            gettext_lazy("Follows by itself"),
            {"fields": ("standard_shown", "slug", "relations_shown")},
        ),
    )
    READ_INSTEAD = {"ics_codes": "ics_shown", "committee_code": "committee"}

    # --- list -------------------------------------------------------------------
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By the index of the search, never through all rows."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=lookup.edition_ids(search_term)), False

    @admin.display(description=gettext_lazy("title"))
    def title_shown(self, edition: Edition) -> str:
        """In the language of the page."""
        return edition.title

    @admin.display(description=gettext_lazy("published"), ordering="published_on")
    def date(self, edition: Edition) -> str:
        """As exactly as it is known."""
        return shown(edition.published)

    # --- form -------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """Besides Django's: duplicates, and bringing back an older state."""
        wrap = self.admin_site.admin_view
        return [
            path(
                "duplicates/",
                wrap(views.duplicates_page),
                name="catalogue_edition_duplicates",
            ),
            path(
                "<int:edition_id>/restore/",
                wrap(views.restore),
                name="catalogue_edition_restore",
            ),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        """A new edition has nothing that follows; who only reads sees no boxes."""
        fieldsets = self.fieldsets[:-1] if obj is None else self.fieldsets
        if self.has_change_permission(request, obj):
            return fieldsets
        return [(name, {"fields": self._read(options)}) for name, options in fieldsets]

    def _read(self, options: Any) -> tuple[str, ...]:
        names = (self.READ_INSTEAD.get(name, name) for name in options["fields"])
        return tuple(name for name in names if name != "seen")

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,
        **options: Any,
    ) -> Any:
        """The form with what the write refused, if it did."""
        form: Any = super().get_form(request, obj, change, **options)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """What the write refuses comes back as the form with a sentence."""
        try:
            return super().changeform_view(request, *args, **options)
        except CatalogueError as error:
            cast(EditRequest, request).refusal = error
        except IntegrityError:
            # Somebody else wrote the same meanwhile: this time the form sees it.
            pass
        return super().changeform_view(request, *args, **options)

    def save_model(
        self, request: HttpRequest, obj: Edition, form: Any, change: bool
    ) -> None:
        """Nothing yet: an edition and its parts are one write, below."""

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """The one write; a form that says nothing new writes nothing."""
        saved = [part for formset in formsets for part in formset.save(commit=False)]
        removed = [part for formset in formsets for part in formset.deleted_objects]
        if change and not (form.has_changed() or saved or removed):
            return
        edition = save_edition(
            user=cast(StaffRequest, request).user,
            edition=form.instance,
            parts=Parts(form.cleaned_data["ics_codes"], saved, removed),
        )
        for code in lookup.still_in_force(edition):
            sentence = _("%(code)s, which it replaces, is still shown as in force.")
            self.message_user(request, sentence % {"code": code}, messages.WARNING)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Our own, field by field."""
        return views.history_page(cast(StaffRequest, request), object_id)

    def view_on_site(self, obj: Model) -> str:
        """Its public page."""
        return cast(Edition, obj).get_absolute_url()

    # --- shown ------------------------------------------------------------------
    @admin.display(description=gettext_lazy("standard"))
    def standard_shown(self, edition: Edition) -> SafeString:
        """The undated standard it belongs to."""
        url = reverse("admin:catalogue_standard_change", args=[edition.standard_id])
        return format_html('<a href="{}">{}</a>', url, edition.standard.designation)

    @admin.display(description="ICS")
    def ics_shown(self, edition: Edition) -> str:
        """Codes with titles."""
        return "; ".join(f"{ics.code} {ics.title}" for ics in edition.ics.all())

    @admin.display(description=gettext_lazy("other editions relate to it"))
    def relations_shown(self, edition: Edition) -> SafeString | str:
        """Relations that begin elsewhere; edited there."""
        ties = edition.relations_to.order_by("pk")
        lines = [(tie.from_code, tie.get_kind_display()) for tie in ties]
        shown = format_html_join("", "<div>{} · {}</div>", lines[:RELATIONS_SHOWN])
        if len(lines) > RELATIONS_SHOWN:
            url = edition.get_absolute_url()
            shown += format_html(
                '<div><a href="{}">{}</a></div>', url, _("All of them")
            )
        return shown or "—"
