"""What tests do and look for when they walk the pages in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe

# A module may wait for others in the middle; a page calls itself loaded before that.
_RUN_MODULES = """async () => {
  const modules = document.querySelectorAll("script[type=module]");
  await Promise.all([...modules].map((module) => import(module.src)));
}"""
# Ended, not waited for: what is inside a closed part never gets to its end.
_END_ANIMATIONS = """() => {
  for (const one of document.getAnimations()) {
    try { one.finish(); } catch { one.cancel(); }
  }
}"""


def press(page: Any, locator: Any) -> None:
    """Press what leads to another page, and wait until that one is ready."""
    with leaving(page):
        locator.click()


@contextmanager
def leaving(page: Any) -> Iterator[None]:
    """Whatever is done inside leads to another page; wait until that one is ready.

    A click returns before the next page is there: on a slow machine whoever reads at
    once reads the page before.
    """
    with page.expect_navigation():
        yield
    await_scripts(page)


def visit(page: Any, address: str) -> None:
    """Open a page and wait until it is ready."""
    page.goto(address)
    await_scripts(page)


def await_scripts(page: Any) -> None:
    """Wait until every script of the page has run to its end."""
    if getattr(page, "runs_scripts", True):
        page.evaluate(_RUN_MODULES)


def choose(page: Any, name: str, value: str) -> None:
    """Tap the card of a choice."""
    card = page.locator(f"input[name={name}][value='{value}']")
    page.locator(f"label[for={card.get_attribute('id')}]").click()


def assert_fits(page: Any) -> None:
    """Nothing is wider than the screen."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


# What a rule says of colours may differ in the dark; all else was judged in the light.
_OF_COLOURS = "axe.run({runOnly: ['color-contrast', 'link-in-text-block']})"


def assert_accessible(page: Any) -> None:
    """No violation of any axe rule in light and dark, from one load of the page.

    axe would wait for ever without scripts.
    """
    assert page.runs_scripts, "axe needs scripts"
    page.emulate_media(color_scheme="light")
    page.evaluate(_END_ANIMATIONS)  # a colour that fades over is none to judge
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.emulate_media(color_scheme="dark")
    page.evaluate(_END_ANIMATIONS)
    dark = page.evaluate(f"{_OF_COLOURS}.then((found) => found.violations)")
    assert dark == []
