"""Drawing a page with typst: receipts here, invoices and certificates above.

A template is a .typ file that reads `sys.inputs.content` (JSON) and draws every value
as a plain string. The paper is A4, the fonts are ours, the result is PDF/UA-1.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from mongolian.dates import format_long

# What our fonts can draw; PDF/UA refuses a page with any other letter.
_UNDRAWABLE = re.compile(
    "[^\n -~\u00a0-\u017f\u0400-\u04ff\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026"
    "\u2030\u2039\u203a\u20ac\u20ae\u2116\ufffd]"
)


def draw(template: Path, content: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF of `content`; the same content and moment, the same bytes.

    Safe in threads. ValueError when `at` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    # A new compiler for every page: a shared one is not made for threads, and
    # typst.compile never lets go of what it remembers of a page (170 kB each).
    compiler = typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(at.timestamp()),
    )
    return cast(bytes, pdf)  # a list of bytes only for formats of pictures


def drawable(text: str) -> str:
    """The text with a sign in place of each letter our fonts do not have."""
    return _UNDRAWABLE.sub("\ufffd", text)


def long_date(day: date) -> str:
    """A date in words, in the active language."""
    english = translation.get_language() == "en"
    return date_format(day, "DATE_FORMAT") if english else format_long(day)


def spaced_hotline(hotline: str) -> str:
    """18002525 as people say it: 1800 2525."""
    is_local = hotline.isdigit() and len(hotline) == 8
    return f"{hotline[:4]} {hotline[4:]}" if is_local else hotline


@cache
def agency_script() -> str:
    """The agency's name in traditional script as SVG, as on the site."""
    drawing: Path = settings.BASE_DIR / "static" / "img" / "agency-script.svg"
    return drawing.read_text()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(__file__).parent / "fonts")],
    )
