"""What people looked for and did not find."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalogue.admin.base import CatalogueAdmin
from catalogue.models import UnfoundQuery


@admin.register(UnfoundQuery)
class UnfoundQueryAdmin(CatalogueAdmin):
    """The commonest first; what was done about each is noted beside it."""

    is_deletable = True
    change_list_template = "catalogue/office/unfound.html"
    list_display = ("text", "count", "first_on", "last_on", "note", "look")
    list_editable = ("note",)
    search_fields = ("text",)
    fields = ("text", "count", "first_on", "last_on", "note")
    readonly_fields = ("text", "count", "first_on", "last_on")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They come from the search."""
        return False

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **options: Any
    ) -> Any:
        """In a list a box has no label of its own."""
        found = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name == "note":
            found.widget.attrs["aria-label"] = db_field.verbose_name
        return found

    @admin.display(description=_("search"))
    def look(self, query: UnfoundQuery) -> SafeString:
        """Try it on the public page."""
        url = f"{reverse('catalogue:search')}?{urlencode({'q': query.text})}"
        return format_html('<a href="{}">{}</a>', url, _("Search again"))
