"""Every site-wide page on a small phone and a desk: axe, width, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from casework.roots import publish_root
from tests.factories import make_petition
from tests.walking import assert_accessible, assert_fits

pytestmark = pytest.mark.usefixtures("reference")
PATHS = ["", "statistics/", "open-data/", "open-data/roots/", "offline/", "no-such/"]


@pytest.mark.parametrize("width", [360, 1280])
def test_site_pages_are_accessible_and_fit(
    live_server: Any, open_page: Any, width: int
) -> None:
    cache.clear()
    make_petition()
    publish_root()
    page = open_page(width=width, reduced_motion="reduce")
    for path in PATHS:
        for language in ("", "en/"):
            page.goto(f"{live_server.url}/{language}{path}")
            assert_fits(page)
            assert_accessible(page)
