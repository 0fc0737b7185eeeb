"""Texts kept in two columns: which one a page shows."""

from __future__ import annotations

from django.utils.translation import get_language


def in_active(mongolian: str, english: str) -> str:
    """The text in the active language; Mongolian where there is no English."""
    return (english if get_language() == "en" else "") or mongolian


def language_of(english: str) -> str:
    """The language `in_active` answers in, for a lang attribute."""
    return "en" if english and get_language() == "en" else "mn"
