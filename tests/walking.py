"""What tests do and look for when they walk the pages in a browser."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe


def choose(page: Any, name: str, value: str) -> None:
    """Tap the card of a choice."""
    card = page.locator(f"input[name={name}][value='{value}']")
    page.locator(f"label[for={card.get_attribute('id')}]").click()


def assert_fits(page: Any) -> None:
    """Nothing is wider than the screen."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


def assert_accessible(page: Any) -> None:
    """No violation of any axe rule; axe would wait for ever without scripts."""
    assert page.runs_scripts, "axe needs scripts"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
