"""What the tests of the services share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def in_english() -> Iterator[None]:
    """The page is read in English, whose sentences stand in the source."""
    with translation.override("en"):
        yield
