"""What stands around every page of the back office that is not Django's own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.template.response import TemplateResponse

from organisation.permissions import StaffRequest


def framed(
    request: StaffRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> TemplateResponse:
    """The page with the admin's header, breadcrumbs and menus."""
    around = admin.site.each_context(request)
    return TemplateResponse(request, template, around | context, status=status)
