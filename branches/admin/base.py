"""What all pages of units in the back office share: one's own unit and no other."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _lazy

from branches.admin.forms import OwnUnitForm
from branches.models import Picture
from branches.office.forms import own_units
from branches.office.guards import is_writer
from branches.permissions import may_write
from catalogue.admin.base import CleanTexts
from organisation.models import Unit
from organisation.named_pages import NamedPages


class OwnUnitAdmin(CleanTexts, NamedPages):
    """Rows of one's own unit, in every list, form and picker; others' are 404."""

    form = OwnUnitForm
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_select_related: ClassVar[tuple[str, ...]] = ("unit",)
    actions = None
    is_deletable = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """What the person may edit."""
        rows: Any = self.model._default_manager
        return rows.visible_to(request.user)

    def _get_obj_does_not_exist_redirect(self, *args: Any) -> NoReturn:
        # Django leads back to the start with a message; a stranger gets a 404.
        raise Http404

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **options: Any
    ) -> ModelChoiceField | None:
        """Own units and their pictures only."""
        if db_field.related_model is Unit:
            options["queryset"] = own_units(request.user)
        if db_field.related_model is Picture:
            options["queryset"] = Picture.objects.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **options)

    # Django would link the unit to a page that editors may not open.
    @admin.display(description=_lazy("unit"))
    def whose(self, obj: Any) -> str:
        """The unit, in words."""
        return str(obj.unit)

    # --- rights: whether one writes, then whose row it is ---
    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who writes for any unit."""
        return is_writer(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Own rows."""
        return self._is_own(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who writes for any unit; the form offers own units only."""
        return is_writer(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Own rows."""
        return self._is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Own rows, where they may be deleted at all."""
        return self.is_deletable and self._is_own(request, obj)

    def _is_own(self, request: HttpRequest, obj: Any) -> bool:
        if obj is not None:
            return may_write(request.user, obj.unit_id)
        return is_writer(request)


class KeptFileAdmin(OwnUnitAdmin):
    """A file that was uploaded: described here, never exchanged."""

    is_deletable = False
    list_select_related = ("unit", "uploaded_by")

    @admin.display(description=_lazy("added"), ordering="uploaded_at")
    def uploaded(self, obj: Any) -> str:
        """When and by whom."""
        at = formats.date_format(localtime(obj.uploaded_at), "SHORT_DATETIME_FORMAT")
        return f"{at} · {obj.uploaded_by.display_name}"
