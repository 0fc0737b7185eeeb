"""Who may open the office's pages of the catalogue; PermissionDenied for others."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from catalogue.permissions import may_edit, may_see_drafts
from organisation.permissions import StaffRequest


def only_readers(request: StaffRequest) -> None:
    """Officers, administrators and auditors."""
    if not may_see_drafts(request.user):
        raise PermissionDenied(_("Your role does not allow this."))


def only_editors(request: StaffRequest) -> None:
    """Officers and administrators."""
    if not may_edit(request.user):
        raise PermissionDenied(_("Your role does not allow this."))
