"""Addresses that leave the site: whole, and the same in whatever language one reads."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.translation import override


class _HasPage(Protocol):
    def get_absolute_url(self) -> str: ...


def permanent_url(thing: _HasPage) -> str:
    """The whole address of a page in Mongolian, which is the canonical one."""
    with override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{thing.get_absolute_url()}"
