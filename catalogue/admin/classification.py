"""Publishers, committees, ICS codes and sources."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalogue.admin.base import CatalogueAdmin
from catalogue.designations import slug
from catalogue.importing.addresses import free_addresses
from catalogue.models import Body, Committee, Ics, Source

_ICS = re.compile(r"^\d{2}(\.\d{3}(\.\d{2}){0,2})?$")


class ClassAdmin(CatalogueAdmin):
    """Something editions are sorted by; its code stands in addresses and stays."""

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """The code stays as it was made."""
        return ("code",) if obj else ()

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm, change: bool
    ) -> None:
        """With an address of its own; the words are searched after a rebuild."""
        if hasattr(obj, "slug") and not obj.slug:
            obj.slug = free_addresses(type(obj), [slug(obj.code) or "x"])[0]
        super().save_model(request, obj, form, change)
        if change and form.has_changed():
            sentence = _("The search knows the new words after it is rebuilt.")
            self.message_user(request, sentence, messages.INFO)


@admin.register(Body)
class BodyAdmin(ClassAdmin):
    """Publishers."""

    list_display = ("code", "name_mn", "name_en", "rank")
    search_fields = ("code", "name_mn", "name_en")
    fields = ("code", "name_mn", "name_en", "url", "rank")


@admin.register(Committee)
class CommitteeAdmin(ClassAdmin):
    """Technical committees."""

    list_display = ("code", "title_mn", "title_en")
    search_fields = ("code", "title_mn", "title_en")
    fields = ("code", "title_mn", "title_en")


class IcsForm(ModelForm):
    """A code of the classification; what is above it follows from the code."""

    def clean_code(self) -> str:
        """Like 67, 67.160 or 67.160.20, below one that is there."""
        code = str(self.cleaned_data["code"])
        above, dot, _last = code.rpartition(".")
        parent = Ics.objects.filter(code=above).first()
        if not _ICS.match(code) or (dot and parent is None):
            raise ValidationError(
                _("Write a code as in 67.160.20, below one that is in the list.")
            )
        self.instance.parent = parent
        self.instance.level = code.count(".") + 1
        return code


@admin.register(Ics)
class IcsAdmin(ClassAdmin):
    """The classification, an open list."""

    form = IcsForm
    list_display = ("code", "title_mn", "title_en", "is_listed")
    list_filter = ("level", "is_listed")
    search_fields = ("code", "title_mn", "title_en")
    fields = ("code", "title_mn", "title_en", "title_ru", "title_fr", "is_listed")


@admin.register(Source)
class SourceAdmin(CatalogueAdmin):
    """Where facts came from, shown with their date and licence."""

    list_display = ("code", "name", "fetched_on", "licence")
    search_fields = ("code", "name")
