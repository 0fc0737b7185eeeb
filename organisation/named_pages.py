"""Back office pages called what they hold: Django's sentences break Mongolian."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _


class NamedPages(ModelAdmin):
    """Lists and forms have the model's own name as their heading."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The list is called what it holds."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """So is the form."""
        name = capfirst(self.opts.verbose_name)
        title = {"title": name if object_id else _("New: %(name)s") % {"name": name}}
        context = title | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, context)
