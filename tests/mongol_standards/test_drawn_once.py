"""Parts of pages that are drawn once follow what their page is."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


def parts(client: Client, path: str) -> tuple[list[str], str]:
    """The main menu's marked addresses, and the footer's first link and number."""
    page = client.get(path).content.decode()
    menu = page.partition('class="site-nav"')[2].partition("</nav>")[0]
    footer = page.partition('class="site-footer"')[2]
    marked = re.findall(r'href="([^"]+)" aria-current="\w+"', menu)
    return marked, " ".join(re.findall(r'(?:<li>.*?|href=")(/[^"]*|tel:\d+)"', footer))


def test_menu_and_footer_follow_page_language_and_setting(client: Client) -> None:
    found = [parts(client, path)[0] for path in ("/feedback/", "/track/", "/feedback/")]
    assert found == [["/feedback/"], ["/track/"], ["/feedback/"]]
    assert parts(client, "/en/feedback/")[0] == ["/en/feedback/"]

    mongolian, english = (parts(client, f"{start}/track/")[1] for start in ("", "/en"))
    assert mongolian.startswith("tel:18002525 /standards/")
    assert english == mongolian.replace(" /", " /en/")
    with override_settings(HOTLINE="70001234"):
        assert parts(client, "/track/")[1].startswith("tel:70001234 ")
