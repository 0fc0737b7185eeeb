"""Who gets in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from branches.permissions import units_written_by, writes_everywhere


def is_writer(request: HttpRequest) -> bool:
    """Whether the person writes for any unit."""
    return writes_everywhere(request.user) or bool(units_written_by(request.user))


def only_writers(request: HttpRequest) -> None:
    """Editors, heads and the head office; PermissionDenied for others."""
    if not is_writer(request):
        raise PermissionDenied
