"""System checks: does the database know Cyrillic letters?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections


@register(Tags.database)
def cyrillic_works(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Trigrams and upper-casing of Mongolian words.

    With LC_CTYPE=C every Cyrillic similarity is 0 and search is silently empty.
    """
    return [error for alias in databases or [] for error in _check(alias)]


def _check(alias: str) -> list[CheckMessage]:
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            if cursor.fetchone() is None:
                return []  # before the first migration
            cursor.execute(
                "SELECT similarity('стандарт', 'стандартын') > 0.5, upper('өү') = 'ӨҮ'"
            )
            answers = cursor.fetchone()
    except DatabaseError:
        return []  # reported by whoever needs the database
    if answers == (True, True):
        return []
    return [
        Error(
            "The database does not know Cyrillic letters.",
            hint="Create it with LC_CTYPE 'C.UTF-8'.",
            id="portal.E001",
        )
    ]
