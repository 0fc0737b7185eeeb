"""Texts, pictures and documents of units in the back office."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from branches.admin.base import KeptFileAdmin, OwnUnitAdmin
from branches.models import Document, Page, Picture, Revision, RevisionState
from branches.office import files, health, texts


@admin.register(Page)
class PageAdmin(OwnUnitAdmin):
    """Texts have screens of their own; the list is Django's."""

    is_deletable = False
    list_display = ("newest_title", "unit", "kind", "newest_state", "removed_at")
    list_filter = ("kind",)
    search_fields = ("revisions__title_mn", "slug")
    search_help_text = _("Title")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Each with the title and state of its newest revision."""
        newest = Revision.objects.filter(page=OuterRef("pk")).order_by("-no")
        return (
            super()
            .get_queryset(request)
            .annotate(
                last_title=Subquery(newest.values("title_mn")[:1]),
                last_state=Subquery(newest.values("state")[:1]),
            )
        )

    @admin.display(description=_("title"))
    def newest_title(self, obj: Any) -> str:
        """Of the newest revision."""
        return str(obj.last_title)

    @admin.display(description=_("state"))
    def newest_state(self, obj: Any) -> str:
        """Of the newest revision, in words."""
        return str(RevisionState(obj.last_state).label)

    def get_urls(self) -> list[URLPattern]:
        """The list, the editor's page, and what is done there."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)
            return path(route, wrapped, name=f"branches_page_{name}")

        return [
            page("", self.changelist_view, "changelist"),
            page("add/", texts.new_text, "add"),
            page("health/", health.board, "health"),
            page("draw/", texts.draw_markdown, "draw"),
            page("<int:page_id>/change/", texts.edit_text, "change"),
            page("<int:page_id>/lock/", texts.lock_text, "lock"),
            page("<int:page_id>/<int:no>/preview/", texts.preview, "preview"),
            page("<int:page_id>/<int:no>/compare/", texts.compare, "compare"),
            page("<int:page_id>/<int:no>/<slug:act>/", texts.act_on_revision, "act"),
            page("<int:page_id>/<slug:act>/", texts.act_on_text, "text_act"),
        ]


@admin.register(Picture)
class PictureAdmin(KeptFileAdmin):
    """Pictures: uploaded on a page of their own, described here."""

    list_display = ("alt_mn", "unit", "pixels", "uploaded")
    search_fields = ("alt_mn",)
    readonly_fields = ("whose", "pixels", "uploaded")
    fields = ("alt_mn", "alt_en", "credit", *readonly_fields)
    change_form_template = "branches/office/picture.html"

    @admin.display(description=_("size"))
    def pixels(self, obj: Picture) -> str:
        """Of the widest file."""
        return f"{obj.width} × {obj.height}"

    def get_urls(self) -> list[URLPattern]:
        """Uploading and removing beside Django's own."""
        add = self.admin_site.admin_view(files.new_picture)
        remove = self.admin_site.admin_view(files.delete_picture)
        return [
            path("add/", add, name="branches_picture_add"),
            path("<int:picture_id>/remove/", remove, name="branches_picture_remove"),
            *super().get_urls(),
        ]


@admin.register(Document)
class DocumentAdmin(KeptFileAdmin):
    """Documents: uploaded on a page of their own, named and hidden here."""

    list_display = ("title_mn", "unit", "dated_on", "size", "is_public")
    search_fields = ("title_mn",)
    readonly_fields = ("whose", "original_name", "size", "uploaded")
    fields = ("title_mn", "title_en", "dated_on", "is_public", *readonly_fields)

    def get_urls(self) -> list[URLPattern]:
        """Uploading beside Django's own."""
        add = self.admin_site.admin_view(files.new_document)
        return [path("add/", add, name="branches_document_add"), *super().get_urls()]
