"""Telling samples: what happened on past days, by the real actions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone


@contextmanager
def as_of(day: int) -> Iterator[None]:
    """Live so many days ago."""
    moment = timezone.now() - timedelta(days=day)
    with patch("django.utils.timezone.now", return_value=moment):
        yield
