"""QR codes as inline SVG: one path, no style, ready for our CSP."""

import re
from collections.abc import Iterator
from functools import lru_cache
from math import isqrt

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_DARK = re.compile(rb"\x01+")
_QUIET_ZONE = 4  # modules of white around the code, as the standard asks
_BLANK = "0"


def qr_svg(text: str, *, title: str = "") -> SafeString:
    """An SVG element of class `qr-code` that phones read as `text`.

    `title` is what a screen reader says; there is a default for tracking pages.
    ValueError when the text does not fit in a QR code (about 2,300 bytes).
    """
    is_page = "#" in text and text.isascii()
    rows = _rows(_with_signs(text) if is_page else _code(text))
    side = len(rows) + 2 * _QUIET_ZONE
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr-code" role="img" '
        'viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        "<title>{title}</title>"
        # White ground and black code in every theme: many readers need it so.
        '<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        '<path fill="#000" d="{modules}"/></svg>',
        side=side,
        title=title or _("QR code: opens the page of your petition"),
        modules="".join(_runs(rows)),
    )


def _code(text: str) -> int:
    """The modules of a code, a byte each, 1 is dark, row after row, as one number."""
    # Any of the eight masks can be read; trying all of them costs five times more.
    code = segno.make(text, error="m", micro=False, mask=2, boost_error=False)
    return int.from_bytes(b"".join(code.matrix), "big")


def _with_signs(text: str) -> int:
    """The code of an address, its signs after the # put in one by one.

    QR codes are linear: data and error correction are sums without carry, so a
    sign at its place turns the same modules, whatever stands at the other places.
    Turning known modules takes a twentieth of the time of making a code.
    """
    page, _mark, signs = text.partition("#")
    blank = f"{page}#{_BLANK * len(signs)}"
    code = _kept_code(blank)
    for place, sign in enumerate(signs, start=len(page) + 1):
        code ^= _kept_code(blank)
        code ^= _kept_code(f"{blank[:place]}{sign}{blank[place + 1 :]}")
    return code


# A sign and its place, never a whole number or access code.
_kept_code = lru_cache(maxsize=1000)(_code)


def _rows(code: int) -> list[bytes]:
    # The corner is dark in every code, so the number has a byte for every module.
    modules = code.to_bytes((code.bit_length() + 7) // 8, "big")
    side = isqrt(len(modules))
    return [modules[at : at + side] for at in range(0, len(modules), side)]


def _runs(rows: list[bytes]) -> Iterator[str]:
    """Path pieces, one for every unbroken run of dark modules in a row."""
    for y, row in enumerate(rows, start=_QUIET_ZONE):
        for run in _DARK.finditer(row):
            width = run.end() - run.start()
            yield f"M{run.start() + _QUIET_ZONE} {y}h{width}v1h-{width}z"
